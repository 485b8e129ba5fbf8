import { dayStart } from '@/features/orders/search'

export const letterStates = ['queued', 'sending', 'sent', 'failed', 'withdrawn', 'unknown'] as const
export type LetterState = (typeof letterStates)[number]

export const causes = ['event', 'process', 'person'] as const

/** What the address of the log says. */
export interface LetterSearch {
  state?: LetterState[]
  template?: string
  cause?: (typeof causes)[number]
  customer?: number
  number?: number
  from?: string
  to?: string
}

const date = /^\d{4}-\d{2}-\d{2}$/

export function readSearch(raw: Record<string, unknown>): LetterSearch {
  const found: LetterSearch = {}
  const wanted = Array.isArray(raw.state) ? raw.state : [raw.state]
  const states = letterStates.filter((s) => wanted.includes(s))
  if (states.length > 0) found.state = states
  if (typeof raw.template === 'string' && raw.template !== '') found.template = raw.template
  const cause = causes.find((c) => c === raw.cause)
  if (cause) found.cause = cause
  for (const key of ['customer', 'number'] as const) {
    const id = Number(raw[key])
    if (Number.isSafeInteger(id) && id > 0) found[key] = id
  }
  if (typeof raw.from === 'string' && date.test(raw.from)) found.from = raw.from
  if (typeof raw.to === 'string' && date.test(raw.to)) found.to = raw.to
  return found
}

/** The same wish in the API's words; days begin in the school's time zone. */
export function asFilter(search: LetterSearch, timeZone: string) {
  return {
    ...(search.state ? { state: search.state } : {}),
    ...(search.template ? { template: search.template } : {}),
    ...(search.cause ? { cause_kind: search.cause } : {}),
    ...(search.customer ? { customer_id: search.customer } : {}),
    ...(search.number ? { order_number: search.number } : {}),
    ...(search.from ? { from: dayStart(search.from, timeZone) } : {}),
    ...(search.to ? { until: dayStart(after(search.to), timeZone) } : {}),
  }
}

function after(day: string): string {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

/** What the address of the template editor says. */
export interface TemplateSearch {
  order?: number
  /** What a template that is not saved yet is to be called. */
  title?: string
  look?: 'ru' | 'en' | 'both'
}

export function readTemplateSearch(raw: Record<string, unknown>): TemplateSearch {
  return {
    ...(Number.isSafeInteger(raw.order) ? { order: raw.order as number } : {}),
    ...(typeof raw.title === 'string' ? { title: raw.title } : {}),
    ...(raw.look === 'ru' || raw.look === 'en' || raw.look === 'both' ? { look: raw.look } : {}),
  }
}
