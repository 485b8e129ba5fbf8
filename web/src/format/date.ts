import { dateFormat, distanceFormat } from './formatters'

/** Dates and times as people of the language write them, in the school's time zone. */
export interface Where {
  language: string
  timeZone: string
}

/** The school's letters and pages write English dates day first, on a clock of 24 hours. */
const locale = (language: string) => (language === 'en' ? 'en-GB' : language)

const month = (language: string): Intl.DateTimeFormatOptions => ({
  day: 'numeric',
  month: language === 'en' ? 'short' : 'long',
})

/** "25 ноября", with the year when it is another one. */
export function day(at: string | Date, { language, timeZone }: Where, now = new Date()): string {
  const date = new Date(at)
  const year = (d: Date) => dateFormat('en', { year: 'numeric', timeZone }).format(d)
  const options = year(date) === year(now) ? month(language) : { ...month(language), year: 'numeric' as const }
  return dateFormat(locale(language), { ...options, timeZone }).format(date)
}

/** "18:00 МСК" in Russian where the zone has a name of its own, "18:00 GMT+3" elsewhere. */
export function time(at: string | Date, { language, timeZone }: Where, zone = false): string {
  const text = dateFormat(locale(language), { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(at))
  return zone ? `${text} ${zoneName(at, { language, timeZone })}` : text
}

/** "25 ноября, 18:00". */
export function moment(at: string | Date, where: Where, zone = false): string {
  return `${day(at, where)}, ${time(at, where, zone)}`
}

const russianNames: Record<string, string> = {
  'Europe/Moscow': 'МСК',
  'Europe/Simferopol': 'МСК',
  'Europe/Kirov': 'МСК',
}

export function zoneName(at: string | Date, { language, timeZone }: Where): string {
  const own = russianNames[timeZone]
  if (own) return language === 'ru' ? own : 'MSK'
  const parts = dateFormat(language, { timeZone, timeZoneName: 'short' }).formatToParts(new Date(at))
  return parts.find((p) => p.type === 'timeZoneName')?.value ?? timeZone
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** "через 2 дня", "3 часа назад". */
export function distance(at: string | Date, language: string, now = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000
  const format = distanceFormat(language, { numeric: 'auto' })
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size || unit === 'second') return format.format(Math.trunc(seconds / size), unit)
  }
  return ''
}
