import { expect, test } from 'vitest'
import { difference, merged } from './difference'

test('what was typed over is what differs', () => {
  const before = { title: 'Yoga', price: 100, products: [1, 2], until: null as string | null }
  expect(difference(before, { ...before })).toEqual({})
  expect(difference(before, { ...before, products: [1, 2] })).toEqual({})
  expect(difference(before, { ...before, price: 200, products: [2], until: '2026-01-01' })).toEqual({
    price: 200,
    products: [2],
    until: '2026-01-01',
  })
})

test('a field that was emptied differs', () => {
  expect(difference({ until: '2026-01-01' as string | null }, { until: null })).toEqual({ until: null })
})

test('what is typed stands over what was read', () => {
  expect(merged({ a: 1, b: 2 }, { b: 3 })).toEqual({ a: 1, b: 3 })
})
