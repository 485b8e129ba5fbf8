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
    const find = (at) => at.split('.').reduce((node, step) => node?.[step], texts[language][area])
    const text = find(path) ?? find(`${path}_${plural.select(values.count ?? 0)}`)
    if (typeof text !== 'string') throw new Error(`there is no text ${key} in ${language}`)
    return text.replace(/\{\{(\w+)\}\}/g, (_, name) => String(values[name] ?? ''))
  }
}
