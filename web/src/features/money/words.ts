import type { TFunction } from 'i18next'
import type { Decision } from './queries'

const reasons = [
  'late_money',
  'refund_wanted',
  'notification_mismatch',
  'unknown_order',
  'gateway_silent',
  'cancelled_with_money',
] as const

const answers = [
  'reopen',
  'deposit',
  'refund',
  'refunded',
  'paid',
  'not_paid',
  'dismiss',
  'moved',
  'voided',
  'gateway_succeeded',
  'gateway_failed',
] as const
export type Answer = (typeof answers)[number]

/** Why somebody has to decide, in one or two sentences. */
export function whyInWords(decision: Decision, t: TFunction<'money'>): string {
  const reason = reasons.find((r) => r === decision.reason)
  if (!reason) return decision.reason
  if (reason !== 'late_money') return t(`reason.${reason}`)
  if (decision.order_status === 'false') return t('reason.late_false')
  return t(decision.cancelled_by === 'automation' ? 'reason.late_by_automation' : 'reason.late_money')
}

/** What was decided. */
export function answerInWords(answer: string, t: TFunction<'money'>): string {
  const known = answers.find((a) => a === answer)
  return known ? t(`decided.${known}`) : answer
}

/** The answers that a person can give, as the API allows them. */
export function allowedAnswers(decision: Decision): Answer[] {
  return answers.filter((a) => decision.allowed.includes(a))
}
