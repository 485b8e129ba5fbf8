import { money } from '@/format/money'
import type { Figures } from './queries'

/** "42 %"; undefined where there is nothing to take a share of. */
export function percent(part: number, of: number, language: string): string | undefined {
  if (of === 0) return undefined
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(part / of)
}

/** By how much a number has changed, as a share of what it was; undefined when it was nothing. */
export function change(now: number, before: number): number | undefined {
  return before === 0 ? undefined : (now - before) / Math.abs(before)
}

export function count(n: number, language: string): string {
  return new Intl.NumberFormat(language).format(n)
}

/** Sums of several currencies in one line. */
export function sums(all: { currency: string; amount: number }[], language: string): string {
  return all.map((s) => money(s.amount, s.currency, language)).join(' · ')
}

/** The currency in which the most orders were paid. */
export function mainCurrency({ average_bill, revenue }: Figures): string | undefined {
  const busiest = [...average_bill].sort((a, b) => b.orders.count - a.orders.count)[0]
  return busiest?.currency ?? revenue[0]?.currency
}

/** The sum in one currency, 0 when there is none. */
export function sumIn(all: { currency: string; amount: number }[], currency: string | undefined): number {
  return all.find((s) => s.currency === currency)?.amount ?? 0
}

/** Whether nothing at all happened. */
export function isEmpty({ created, paid, cancelled, revenue }: Figures): boolean {
  return created.count + paid.count + cancelled.count + revenue.length === 0
}
