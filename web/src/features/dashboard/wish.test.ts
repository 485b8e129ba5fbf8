import { describe, expect, test } from 'vitest'
import { asked, readWish, rowsOf, stretchOf } from './wish'

describe('the address of the dashboard', () => {
  test('is read with what is understood alone', () => {
    expect(
      readWish({ from: '2026-11-01', to: 'now', by: 'offer', offer: '7', manager: -1, board: 2, colour: 'red' }),
    ).toEqual({ from: '2026-11-01', by: 'offer', offer: 7, board: 2 })
    expect(readWish({ by: 'time' })).toEqual({})
  })
  test('becomes a question to the API', () => {
    expect(asked({ from: '2026-11-01', to: '2026-11-30', offer: 7, manager: 3 })).toEqual({
      from: '2026-11-01',
      to: '2026-11-30',
      filter:
        '{"all":[{"field":"order.offer_id","op":"contains","value":7},{"field":"order.manager_id","op":"is","value":3}]}',
    })
    expect(asked({})).toEqual({})
  })
})

describe('rows', () => {
  test.each([
    ['2026-11-01', '2026-11-30', 'day'],
    ['2026-09-01', '2026-11-30', 'week'],
    ['2025-12-01', '2026-11-30', 'month'],
  ])('from %s to %s are each a %s', (from, to, stretch) => {
    expect(stretchOf({ from, to })).toBe(stretch)
    expect(rowsOf({ from, to })).toBe(stretch)
    expect(rowsOf({ from, to, by: 'source' })).toBe('source')
  })
})
