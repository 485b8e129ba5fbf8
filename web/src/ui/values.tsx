import { Badge, type MantineColor } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/app/session'
import { distance, moment, type Where } from '@/format/date'
import { money } from '@/format/money'

/** How dates are written for the person who looks. */
export function useWhere(): Where {
  const { i18n } = useTranslation()
  return { language: i18n.language, timeZone: useMe().school.time_zone }
}

/** Writes sums, from minor units, for the person who looks. */
export function useMoney(): (amount: number, currency: string) => string {
  const { i18n } = useTranslation()
  return (amount, currency) => money(amount, currency, i18n.language)
}

/** A sum, from minor units. */
export function Money({ amount, currency, dimmed }: { amount: number; currency: string; dimmed?: boolean }) {
  const { i18n } = useTranslation()
  return <span className={dimmed ? 'numbers dimmed' : 'numbers'}>{money(amount, currency, i18n.language)}</span>
}

/**
 * A moment in the school's zone; the distance from now stands in the title, or in its place.
 * Lists write hundreds of them: a tooltip of our own for each took a tenth of the time to show a list.
 */
export function When({ at, relative }: { at: string; relative?: boolean }) {
  const where = useWhere()
  const away = distance(at, where.language)
  return (
    <time dateTime={at} title={relative ? moment(at, where, true) : away}>
      {relative ? away : moment(at, where)}
    </time>
  )
}

const colours: Record<string, MantineColor> = {
  new: 'blue',
  in_work: 'indigo',
  payment_waiting: 'yellow',
  part_payed: 'orange',
  payed: 'green',
  cancelled: 'gray',
  not_confirmed: 'grape',
  pending: 'cyan',
  waiting_for_return: 'pink',
  false: 'dark',
}

export const statuses = [
  'new',
  'in_work',
  'payment_waiting',
  'part_payed',
  'payed',
  'cancelled',
  'not_confirmed',
  'pending',
  'waiting_for_return',
  'false',
] as const
export type Status = (typeof statuses)[number]

/** An order's status, in words. */
export function StatusBadge({ status }: { status: string }) {
  const { t } = useTranslation('common')
  return (
    <Badge variant="light" color={colours[status] ?? 'gray'} radius="sm" tt="none" fw={550} miw="max-content">
      {t(`status.${status as Status}`)}
    </Badge>
  )
}

/** What a payment came to, by colour. */
export const paymentColours = {
  accepted: 'green',
  in_flight: 'yellow',
  failed: 'gray',
  voided: 'gray',
  moved: 'blue',
  refunded: 'pink',
} as const
