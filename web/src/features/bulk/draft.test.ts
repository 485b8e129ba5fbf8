import { describe, expect, test } from 'vitest'
import { type Draft, draftOf, ofKind, wishOf } from './draft'
import { readWizard } from './search'

const wish = (change: Partial<Draft>, address: Record<string, unknown> = {}) =>
  wishOf({ ...draftOf(readWizard(address)), ...change }, 'Europe/Moscow')

describe('the wizard', () => {
  test('asks for nothing until somebody and something are chosen', () => {
    expect(wish({})).toBeUndefined()
    expect(wish({ segment: 3 })).toBeUndefined()
    expect(wish({ offer: 1 })).toBeUndefined()
    expect(wish({ offer: 1, whom: 'rule', rule: { field: 'customer.name', op: 'is' } })).toBeUndefined()
  })
  test('creates orders for a segment', () => {
    expect(wish({ segment: 3, offer: 1 })).toEqual({
      kind: 'create_orders',
      segment_id: 3,
      create: { offer_id: 1, letter: true },
    })
    expect(
      wish({ segment: 3, offer: 1, quantity: 2, board: 4, stage: 5, deposit: true, letter: false })?.create,
    ).toEqual({
      offer_id: 1,
      letter: false,
      quantity: 2,
      board_id: 4,
      stage_id: 5,
      try_deposit: true,
    })
  })
  test('takes ticked orders, and ticked customers', () => {
    const orders = { kind: 'change_status', ids: [5, '6', 'x', -1] }
    expect(wish({ to: 'in_work' }, orders)).toEqual({
      kind: 'change_status',
      list: { ids: [5, 6] },
      status: { to: 'in_work' },
    })
    expect(wish({ offer: 1 }, { kind: 'create_orders', ids: [7] })?.rule).toEqual({
      field: 'customer.id',
      op: 'one_of',
      value: [7],
    })
  })
  test('takes the whole list as its address says it', () => {
    const rule = { field: 'order.left', op: 'gt', value: 0 }
    const list = { search: 'анна', status: ['new'], from: '2026-11-25', rule, sort: 'cost', columns: ['number'] }
    expect(wish({ to: 'cancelled', reason: 2 }, { kind: 'change_status', list })).toEqual({
      kind: 'change_status',
      list: { search: 'анна', status: ['new'], created_from: '2026-11-24T21:00:00.000Z', filter: rule },
      status: { to: 'cancelled', refusal_reason_id: 2 },
    })
  })
  test('gives a reason only to those that are called off', () => {
    expect(
      wish({ to: 'in_work', reason: 2, comment: 'Звонили' }, { kind: 'change_status', segment: 1 })?.status,
    ).toEqual({
      to: 'in_work',
      comment: 'Звонили',
    })
  })
  test('of another kind is for others', () => {
    const other = ofKind({ ...draftOf({ kind: 'change_status', ids: [1] }), comment: 'x' }, 'create_orders')
    expect([other.whom, other.ids, other.comment]).toEqual(['segment', [], 'x'])
  })
})
