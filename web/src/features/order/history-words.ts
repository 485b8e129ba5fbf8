import type { TFunction } from 'i18next'
import type { Schemas } from '@/api/client'
import { moment, type Where } from '@/format/date'
import { money } from '@/format/money'
import type { Status } from '@/ui/values'

type Entry = Schemas['HistoryEntry']

/** The names behind the ids of a history. */
export interface Names {
  person: (id: number) => string
  stage: (id: number) => string
  reason: (id: number) => string
  template: (code: string) => string
  author: (author: Entry['actor']) => string
}

type Data = Record<string, unknown>

/** What happened, in one sentence. */
export function entryInWords(entry: Entry, names: Names, t: TFunction<'order'>, where: Where): string {
  const d = (entry.data ?? {}) as Data
  const status = (s: unknown) => t(`status.${s as Status}`, { ns: 'common' })
  const sum = (amount: unknown) => money(Number(amount), String(d.currency ?? 'RUB'), where.language)
  const time = (at: unknown) => (typeof at === 'string' ? moment(at, where) : '—')
  const person = (id: unknown) => (typeof id === 'number' ? names.person(id) : t('details.nobody'))
  switch (entry.kind) {
    case 'created':
      return t('history.created', { via: t(`via.${String(d.via) as 'page'}`, { defaultValue: String(d.via) }) })
    case 'ordered_again':
      return t('history.again')
    case 'status_changed': {
      const words = t('history.status', { from: status(d.from), to: status(d.to) })
      return typeof d.reason === 'number' ? `${words} — ${names.reason(d.reason)}` : words
    }
    case 'stage_moved':
      return t('history.stage', { from: names.stage(Number(d.from)), to: names.stage(Number(d.to)) })
    case 'items_changed':
      return t('history.items', { cost: sum(d.cost) })
    case 'payment':
      return t('history.payment', { sum: sum(d.amount) })
    case 'payment_voided':
      return t('history.voided', { sum: sum(d.amount) })
    case 'payment_moved':
      return t('history.moved', { sum: sum(d.amount) })
    case 'late_money':
      return t('history.late', { sum: sum(d.amount) })
    case 'overpayment':
      return t('history.over', { sum: sum(d.amount) })
    case 'money_decided':
      return t('history.decided', {
        decision: t(`decisions.resolution.${String(d.decision) as 'reopen'}`, { defaultValue: String(d.decision) }),
      })
    case 'tag_added':
      return t('history.tag', { tag: d.tag })
    case 'tag_removed':
      return t('history.untag', { tag: d.tag })
    case 'manager_changed':
      return t('history.manager', { from: person(d.from), to: person(d.to) })
    case 'deadline_changed':
      return d.to ? t('history.deadline', { to: time(d.to) }) : t('history.no_deadline')
    case 'completion_date_changed':
      return t('history.completion', { to: time(d.to) })
    case 'letter':
      return t(d.again === true ? 'history.letter_again' : 'history.letter', {
        template: names.template(String(d.template)),
      })
    case 'comment':
      return t('history.comment')
    case 'part_asked':
      return Number(d.to) > 0 ? t('history.part', { sum: sum(d.to) }) : t('history.whole')
    case 'automation_snoozed':
      return t('history.snoozed', { until: time(d.until) })
    case 'automation_hurried':
      return t('history.hurried')
    case 'automation_skipped':
      return t('history.skipped')
    case 'automation_stopped':
      return t('history.stopped')
    case 'automation_allowed':
      return t('history.allowed')
    default:
      return entry.kind
  }
}
