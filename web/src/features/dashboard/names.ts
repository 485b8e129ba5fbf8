import type { TFunction } from 'i18next'
import { day } from '@/format/date'
import type { Row } from './queries'
import type { rowsOf } from './wish'

/** What a row is: a day or a stretch of days, an offer, a person, a source, or none of these. */
export function nameOf(row: Row, by: ReturnType<typeof rowsOf>, t: TFunction<'dashboard'>, language: string): string {
  const where = { language, timeZone: 'UTC' }
  switch (by) {
    case 'day':
      return day(row.key, where)
    case 'week':
      return `${day(row.from ?? row.key, where)} – ${day(row.to ?? row.key, where)}`
    case 'month':
      return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
        new Date(row.key),
      )
    default:
      return row.title || t(`none.${by}`)
  }
}

/** The same, short enough for an axis. */
export function shortName(
  row: Row,
  by: ReturnType<typeof rowsOf>,
  t: TFunction<'dashboard'>,
  language: string,
): string {
  if (by === 'day' || by === 'week')
    return new Intl.DateTimeFormat(language, { day: '2-digit', month: '2-digit', timeZone: 'UTC' }).format(
      new Date(row.key),
    )
  if (by === 'month')
    return new Intl.DateTimeFormat(language, { month: 'short', year: '2-digit', timeZone: 'UTC' }).format(
      new Date(row.key),
    )
  const name = nameOf(row, by, t, language)
  return name.length > 18 ? `${name.slice(0, 17)}…` : name
}
