// The texts of the interface, from the same files that it loads: journeys find things by what people read.
import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../web/src/locales/', import.meta.url)

const texts = Object.fromEntries(
  ['ru', 'en'].map((language) => [
    language,
    Object.fromEntries(
      readdirSync(new URL(`${language}/`, folder))
        .filter((file) => file.endsWith('.json'))
        .map((file) => [file.slice(0, -5), JSON.parse(readFileSync(new URL(`${language}/${file}`, folder), 'utf8'))]),
    ),
  ]),
)

/** t('orders:new.title', { number }) in one language; a key that is not there is an error. */
export function speaker(language) {
  const plural = new Intl.PluralRules(language)
  return (key, values = {}) => {
    const [area, path] = key.includes(':') ? key.split(':') : ['common', key]
    const text = find(texts[language][area], path) ?? find(texts[language][area], `${path}_${plural.select(values.count ?? 0)}`)
    if (typeof text !== 'string') throw new Error(`there is no text ${key} in ${language}`)
    return text.replace(/\{\{(\w+)\}\}/g, (_, name) => String(values[name] ?? ''))
  }
}

/** A sum of minor units of roubles as the interface writes it. */
export function roubles(amount, language) {
  const digits = amount % 100 === 0 ? 0 : 2
  const style = { style: 'currency', currency: 'RUB', currencyDisplay: 'narrowSymbol', minimumFractionDigits: digits, maximumFractionDigits: digits }
  return new Intl.NumberFormat(language, style).format(amount / 100)
}

/** As i18next does: a key may hold dots of its own, as `event.order.created`. */
function find(node, path) {
  if (node === undefined || path in node) return node?.[path]
  const dots = [...path.matchAll(/\./g)].map(({ index }) => index)
  const at = dots.find((dot) => typeof node[path.slice(0, dot)] === 'object')
  return at === undefined ? undefined : find(node[path.slice(0, at)], path.slice(at + 1))
}
