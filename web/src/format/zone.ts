import { dateFormat } from './formatters'

/** Times of the clock on the wall of a time zone, and the moments that they are. */

/** The moment at which a day begins in a time zone. */
export function dayStart(day: string, timeZone: string): string {
  return instant(`${day} 00:00:00`, timeZone)
}

/** The day on which a moment is in a time zone. */
export function dayOf(at: number, timeZone: string): string {
  return wall(at, timeZone).slice(0, 10)
}

/** "2026-03-01 18:00:00": what the clock shows at a moment, as pickers of dates take it. */
export function wall(at: number | string, timeZone: string): string {
  const utc = new Date(at).getTime()
  return new Date(utc + offset(utc, timeZone)).toISOString().slice(0, 19).replace('T', ' ')
}

/** The moment at which the clock shows so, in UTC. */
export function instant(text: string, timeZone: string): string {
  const utc = Date.parse(`${text.replace(' ', 'T')}Z`)
  // Twice, since the offset at the answer may differ from the one at the guess.
  const guess = utc - offset(utc, timeZone)
  return new Date(utc - offset(guess, timeZone)).toISOString()
}

function offset(at: number, timeZone: string): number {
  const parts = dateFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value)
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) -
    Math.trunc(at / 1000) * 1000
  )
}
