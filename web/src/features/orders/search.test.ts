import { describe, expect, test } from 'vitest'
import { dayOf, dayStart } from '@/format/zone'
import { asFilter, narrowed, readSearch } from './search'

describe('the address of the list', () => {
  test('is read with what is understood alone', () => {
    expect(
      readSearch({
        search: 12,
        status: ['payed', 'strange'],
        manager: '3',
        from: '2026-01-02',
        to: 'tomorrow',
        sort: 'password',
        columns: ['left', 'number'],
      }),
    ).toEqual({
      search: '12',
      status: ['payed'],
      manager: 3,
      from: '2026-01-02',
      columns: ['number', 'left'],
    })
    expect(readSearch({ status: 'false', ascending: 'true' })).toEqual({ status: ['false'] })
  })
  test('tells whether something narrows the list', () => {
    expect(narrowed({ sort: 'cost', columns: ['number'] })).toBe(false)
    expect(narrowed({ search: 'a' })).toBe(true)
  })
})

describe('days', () => {
  test("begin in the school's zone", () => {
    expect(dayStart('2026-11-25', 'Europe/Moscow')).toBe('2026-11-24T21:00:00.000Z')
    expect(dayStart('2026-11-25', 'America/New_York')).toBe('2026-11-25T05:00:00.000Z')
  })
  test('begin at the new offset on the day on which clocks change', () => {
    expect(dayStart('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z')
    expect(dayStart('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z')
  })
  test('are found again', () => {
    expect(dayOf(Date.parse('2026-11-24T21:00:00Z'), 'Europe/Moscow')).toBe('2026-11-25')
    expect(dayOf(Date.parse('2026-11-25T21:00:00Z') - 1, 'Europe/Moscow')).toBe('2026-11-25')
  })
  test('belong to a period with their last one', () => {
    expect(asFilter({ from: '2026-11-01', to: '2026-11-30' }, 'UTC')).toEqual({
      created_from: '2026-11-01T00:00:00.000Z',
      created_to: '2026-12-01T00:00:00.000Z',
    })
  })
})
