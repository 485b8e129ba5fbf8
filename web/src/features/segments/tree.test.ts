import { describe, expect, test } from 'vitest'
import { isEmpty, type Rule, unfinished } from './rule'
import { type Group, groupOf, newGroup, newRow, placeFaults, type Row, replaced, ruleOf } from './tree'

const yoga: Rule = {
  all: [
    { field: 'customer.tags', op: 'contains', value: 'yoga' },
    {
      any: [
        { field: 'customer.phone', op: 'is_set' },
        { field: 'customer.name', op: 'is', value: 'Анна' },
      ],
    },
    { not: { all: [{ field: 'customer.language', op: 'is', value: 'en' }] } },
    {
      has: 'orders',
      count: { op: 'at_least', value: 2 },
      where: { all: [{ field: 'order.left', op: 'gt', value: 0 }] },
    },
    { has: 'payments', count: { op: 'exactly', value: 0 } },
  ],
}

describe('a rule in the builder', () => {
  test('comes back as it went in', () => {
    expect(ruleOf(groupOf(yoga)).rule).toEqual(yoga)
  })
  test('that is a single condition becomes a group of one', () => {
    const leaf = { field: 'order.status', op: 'is', value: 'new' }
    expect(ruleOf(groupOf(leaf)).rule).toEqual({ all: [leaf] })
    expect(ruleOf(groupOf({ not: leaf })).rule).toEqual({ not: { all: [leaf] } })
    expect(ruleOf(groupOf({ not: { not: leaf } })).rule).toEqual({ not: { all: [{ not: { all: [leaf] } }] } })
  })
  test('relations without a count ask for one', () => {
    expect(ruleOf(groupOf({ has: 'orders' })).rule).toEqual({
      all: [{ has: 'orders', count: { op: 'at_least', value: 1 } }],
    })
    expect(
      ruleOf(groupOf({ belongs_to: 'customer', where: { field: 'customer.email', op: 'is', value: 'a@b.c' } })).rule,
    ).toEqual({
      all: [{ belongs_to: 'customer', where: { all: [{ field: 'customer.email', op: 'is', value: 'a@b.c' }] } }],
    })
  })
  test('a row without a field is no condition yet', () => {
    expect(ruleOf(newGroup([newRow()])).rule).toEqual({ all: [] })
  })
  test('nonsense from an address is nothing', () => {
    for (const bad of [null, 'x', 7, { all: 'x' }, { all: [null, { odd: 1 }] }]) {
      expect(ruleOf(groupOf(bad)).rule).toEqual({ all: [] })
    }
  })
  test('one node is replaced where it stands', () => {
    const group = newGroup([newRow(), newGroup([newRow(), newRow()])])
    const inner = (group.rules[1] as Group).rules[1] as Row
    const next = replaced(group, [1, 1], { ...inner, field: 'order.cost' })
    expect(((next.rules[1] as Group).rules[1] as Row).field).toBe('order.cost')
    expect(next.rules[0]).toBe(group.rules[0])
  })
})

describe('faults', () => {
  const group = groupOf(yoga)
  const { places } = ruleOf(group)
  const at = (path: string) => [...placeFaults({ [path]: 'wrong' }, places)]
  test('stand at the row that the path names', () => {
    expect(at('all[0].value')).toEqual([[group.rules[0]?.id, [{ part: 'value', text: 'wrong' }]]])
    expect(at('all[3].count.value')).toEqual([[group.rules[3]?.id, [{ part: 'count.value', text: 'wrong' }]]])
  })
  test('reach into groups, negations and related objects', () => {
    expect(at('all[1].any[1].value')[0]?.[0]).toBe((group.rules[1] as Group).rules[1]?.id)
    expect(at('all[2].not.all[0].op')[0]?.[0]).toBe((group.rules[2] as Group).rules[0]?.id)
    const where = ((group.rules[3] as Row).value as { where: Group }).where
    expect(at('all[3].where.all[0].value')[0]?.[0]).toBe(where.rules[0]?.id)
  })
  test('of the whole stand at the whole', () => {
    expect(at('all[12].field')[0]?.[0]).toBe(group.id)
  })
})

describe('what is unfinished', () => {
  const leaf = (op: string, value?: unknown): Rule => ({
    field: 'order.cost',
    op,
    ...(value === undefined ? {} : { value }),
  })
  test.each([
    [leaf('is'), ['value']],
    [leaf('is', 0), []],
    [leaf('is', ''), ['value']],
    [leaf('is_set'), []],
    [leaf('one_of', []), ['value']],
    [leaf('between', [1, null]), ['value']],
    [leaf('between', [1, 2]), []],
    [leaf('more_than_ago', { unit: 'days' }), ['value']],
    [{ any: [] } as Rule, ['any']],
    [{ all: [{ not: { all: [leaf('is')] } }] } as Rule, ['all[0].not.all[0].value']],
    [{ has: 'items', where: { all: [leaf('is')] } } as Rule, ['where.all[0].value']],
  ])('%j lacks %j', (rule, paths) => {
    expect(unfinished(rule)).toEqual(paths)
  })
  test('an empty rule says nothing', () => {
    expect([isEmpty(undefined), isEmpty({ all: [] }), isEmpty(leaf('is', 1))]).toEqual([true, true, false])
  })
})
