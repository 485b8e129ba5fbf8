import { useMe } from '@/app/session'
import { dayOf } from '@/format/zone'

/** Periods that people ask for, by the calendar of the school. */
export const periods = ['today', 'yesterday', 'week', 'month', 'last_month', 'quarter', 'year'] as const
export type Period = (typeof periods)[number]

export interface Range {
  from: string
  to: string
}

const iso = (d: Date) =>
  `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, '0')}-${String(d.getDate()).padStart(2, '0')}`
const ago = (now: Date, days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days)

/** Today of the school, as a date of this computer's calendar. */
export function useToday(): Date {
  return new Date(`${dayOf(Date.now(), useMe().school.time_zone)}T12:00:00`)
}

/** The first and the last day of a period. */
export function rangeOf(period: Period, now: Date): Range {
  const to = iso(now)
  switch (period) {
    case 'today':
      return { from: to, to }
    case 'yesterday':
      return { from: iso(ago(now, 1)), to: iso(ago(now, 1)) }
    case 'week':
      return { from: iso(ago(now, 6)), to }
    case 'month':
      return { from: iso(new Date(now.getFullYear(), now.getMonth(), 1)), to }
    case 'last_month':
      return {
        from: iso(new Date(now.getFullYear(), now.getMonth() - 1, 1)),
        to: iso(new Date(now.getFullYear(), now.getMonth(), 0)),
      }
    case 'quarter':
      return { from: iso(ago(now, 89)), to }
    case 'year':
      return { from: iso(ago(now, 364)), to }
  }
}

/** Which period the days are: 'other' for days that are none of them. */
export function periodOf(days: { from?: string; to?: string }, now: Date): Period | 'other' | undefined {
  if (!days.from && !days.to) return undefined
  return periods.find((p) => rangeOf(p, now).from === days.from && rangeOf(p, now).to === days.to) ?? 'other'
}
