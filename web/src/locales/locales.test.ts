import { describe, expect, test } from 'vitest'
import shape from './shape'
import { en, ru } from './texts'

type Texts = { [key: string]: string | Texts }

/** Every text with its path, such as `orders.column.cost`. */
function flat(texts: Texts, at = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) => {
    const path = at ? `${at}.${key}` : key
    return typeof value === 'string' ? [[path, value] as [string, string]] : flat(value, path)
  })
}

const plural = /_(zero|one|two|few|many|other)$/
const russian = new Map(flat(ru as Texts))
const english = new Map(flat(en as Texts))
const stems = (texts: Map<string, string>) => new Set([...texts.keys()].map((key) => key.replace(plural, '')))

/** Russian texts that rightly hold no Cyrillic: names, formats and words of the trade. */
const latin = new Set([
  'common.language.en',
  'account.email',
  'canvas.trigger.match',
  'canvas.change.quoted',
  'orders.column.customer_email',
  'customers.email',
  'order.via.api',
  // Frames of sentences, filled with words.
  'segments.say.whole',
  'segments.say.where',
  'segments.say.quoted',
  'segments.say.flag',
  'segments.say.is',
  'segments.say.one_of',
  'segments.say.on_day',
])

describe('texts', () => {
  test('of every area are known to the types', () => {
    expect(Object.keys(shape).sort()).toEqual(Object.keys(ru).sort())
  })
  test('stand in both languages', () => {
    expect([...stems(russian)].sort()).toEqual([...stems(english)].sort())
  })
  test('are never empty', () => {
    const empty = [...russian, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key)
    expect(empty).toEqual([])
  })
  test('in Russian are Russian', () => {
    const strange = [...russian]
      .filter(([key, text]) => !latin.has(key) && !/[а-яё]/i.test(text.replace(/\{\{.*?\}\}/g, '')))
      .map(([key]) => key)
    expect(strange).toEqual([])
  })
  test('in Russian have their plural forms', () => {
    expect(formsOf(russian, ['one', 'few', 'many', 'other'])).toEqual([])
  })
  test('in English have theirs', () => {
    expect(formsOf(english, ['one', 'other'])).toEqual([])
  })
  test('that name a count have forms', () => {
    const bare = [...russian]
      .filter(([key, text]) => text.includes('{{count}}') && !plural.test(key))
      .map(([key]) => key)
    expect(bare).toEqual([])
  })
  test('speak of the same values', () => {
    const names = (text: string | undefined) => [...(text ?? '').matchAll(/\{\{(\w+)/g)].map((m) => m[1]).sort()
    const differ = [...russian]
      .filter(([key, text]) => english.has(key) && names(text).join() !== names(english.get(key)).join())
      .map(([key]) => key)
    expect(differ).toEqual([])
  })
})

/** The stems that lack one of the forms of their language. */
function formsOf(texts: Map<string, string>, forms: string[]): string[] {
  const counted = new Set([...texts.keys()].filter((key) => plural.test(key)).map((key) => key.replace(plural, '')))
  return [...counted].filter((stem) => forms.some((form) => !texts.has(`${stem}_${form}`)))
}
