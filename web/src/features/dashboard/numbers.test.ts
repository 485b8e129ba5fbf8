import { expect, test } from 'vitest'
import { change, mainCurrency, percent, sumIn, sums } from './numbers'
import type { Figures } from './queries'

const space = (text: string | undefined) => text?.replace(/[\u00a0\u202f]/g, ' ')
const none = { count: 0 }
const figures = (bills: [string, number][]): Figures => ({
  created: none,
  paid: none,
  cancelled: none,
  priced: none,
  converted: none,
  revenue: bills.map(([currency]) => ({ currency, amount: 100 })),
  revenue_orders: none,
  average_bill: bills.map(([currency, count]) => ({ currency, amount: 100, orders: { count } })),
})

test('a share of nothing is no share', () => {
  expect(percent(0, 0, 'ru')).toBeUndefined()
  expect(space(percent(1, 8, 'ru'))).toBe('12,5 %')
  expect(percent(1, 3, 'en')).toBe('33.3%')
})

test('a change from nothing has no size', () => {
  expect(change(5, 0)).toBeUndefined()
  expect(change(15, 10)).toBe(0.5)
  expect(change(5, -10)).toBe(1.5)
})

test('the main currency is that of the most orders', () => {
  expect(
    mainCurrency(
      figures([
        ['EUR', 2],
        ['RUB', 30],
      ]),
    ),
  ).toBe('RUB')
  expect(mainCurrency(figures([]))).toBeUndefined()
})

test('sums stand in their own currencies', () => {
  const all = [
    { currency: 'RUB', amount: 125000 },
    { currency: 'USD', amount: 500 },
  ]
  expect(space(sums(all, 'ru'))).toBe('1 250 ₽ · 5 $')
  expect(sumIn(all, 'USD')).toBe(500)
  expect(sumIn(all, 'EUR')).toBe(0)
})
