import { describe, expect, test } from 'vitest'
import type { Field } from './registry'
import { fitted } from './start'

const field = (type: Field['type']): Field => ({ name: 'order.x', title: 'X', type, operators: [] })

describe('another operator', () => {
  test.each<[Field['type'], Field['operators'][number], unknown, unknown]>([
    ['choice', 'one_of', 'new', ['new']],
    ['choice', 'is', ['new', 'payed'], 'new'],
    ['choice', 'is_set', 'new', undefined],
    ['money', 'between', 500, [500, null]],
    ['money', 'gt', [500, 900], 500],
    ['money', 'gt', [null, 900], undefined],
    ['date', 'more_than_ago', '2026-01-01T00:00:00Z', { amount: 3, unit: 'days' }],
    ['date', 'less_than_ago', { amount: 9, unit: 'hours' }, { amount: 9, unit: 'hours' }],
    ['date', 'before', { amount: 9, unit: 'hours' }, undefined],
    ['date', 'after', '2026-01-01', undefined],
    ['date', 'on_day', '2026-01-01T00:00:00Z', undefined],
    ['flag', 'is', undefined, true],
  ])('of %s: %s makes of %j %j', (type, op, before, after) => {
    expect(fitted(field(type), op, before)).toEqual(after)
  })
})
