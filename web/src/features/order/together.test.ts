import { expect, test } from 'vitest'
import { goesFurther } from './queries'
import { together } from './together'

const entries = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => ({ id: from + i }))

test('ORD-7/earlier: what the card has heard of since stands once, above what was asked for', () => {
  const card = entries(104, 203) // three more than when the pages were asked for
  const pages = entries(1, 200).toReversed()
  expect(together(card, pages).map((e) => e.id)).toEqual(
    entries(1, 203)
      .toReversed()
      .map((e) => e.id),
  )
})

test('ORD-7/earlier: only a card that has not all of its history offers more', () => {
  const history = (count: number, first: string) =>
    entries(1, count).map((e, i) => ({ ...e, kind: i === 0 ? first : 'comment' })) as never
  expect(goesFurther({ history: history(100, 'comment') })).toBe(true)
  expect(goesFurther({ history: history(100, 'created') })).toBe(false)
  expect(goesFurther({ history: history(99, 'comment') })).toBe(false)
})
