import { expect, test } from 'vitest'
import type { Decision } from './queries'
import { allowedAnswers, whyInWords } from './words'

const late = { reason: 'late_money', order_status: 'cancelled', cancelled_by: 'person', allowed: ['reopen', 'later'] }
const why = (change: object) =>
  whyInWords({ ...late, ...change } as Decision, ((key: string) => key) as unknown as Parameters<typeof whyInWords>[1])

test('late money tells who had cancelled the order', () => {
  expect(why({})).toBe('reason.late_money')
  expect(why({ cancelled_by: 'automation' })).toBe('reason.late_by_automation')
  expect(why({ order_status: 'false' })).toBe('reason.late_false')
  expect(why({ reason: 'gateway_silent' })).toBe('reason.gateway_silent')
  expect(why({ reason: 'something new' })).toBe('something new')
})

test('what the API allows and the interface knows is offered', () => {
  expect(allowedAnswers(late as Decision)).toEqual(['reopen'])
})
