import { exponents } from '@/api/generated/currencies'
import { numberFormat } from './formatters'

/** Sums are minor units on the wire; these write them as people do (1 250 ₽, $1,250.50). */
export function money(amount: number, currency: string, language: string): string {
  const places = exponents[currency] ?? 2
  const whole = amount % 10 ** places === 0
  return numberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: whole ? 0 : places,
    maximumFractionDigits: places,
  }).format(amount / 10 ** places)
}

/** The sum as it stands in an input: 1250.50. */
export function decimal(amount: number, currency: string): string {
  const places = exponents[currency] ?? 2
  return (amount / 10 ** places).toFixed(amount % 10 ** places === 0 ? 0 : places)
}

/** Minor units of what somebody typed ("1 250,50"); undefined when it is not a sum of the currency. */
export function minorUnits(text: string, currency: string): number | undefined {
  const places = exponents[currency] ?? 2
  const plain = text.replace(/\s/g, '').replace(',', '.')
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(plain)
  if (!match || (match[2]?.length ?? 0) > places) return undefined
  return Number(match[1]) * 10 ** places + Number((match[2] ?? '').padEnd(places, '0') || 0)
}
