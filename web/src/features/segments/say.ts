import type { TFunction } from 'i18next'
import { day, moment, type Where } from '@/format/date'
import { money } from '@/format/money'
import { type Field, fieldOf, type References, type Registry, relationIn } from './registry'
import { type Count, type CountOp, type Duration, isEmpty, listOf, type Rule, shapeOf, type Unit } from './rule'

/** What a sentence needs to know beside the rule. */
export interface Words {
  t: TFunction<'segments'>
  registry: Registry
  references: References
  where: Where
  currency: string
}

/** The rule in one sentence: "Заказы: статус — «Новый» и осталось оплатить больше 0 ₽". */
export function sentence(rule: Rule, object: string, words: Words): string {
  const subject = words.t(`subject.${object as 'order'}`)
  if (isEmpty(rule)) return words.t('say.everything', { subject })
  return words.t('say.whole', { subject, rule: phrase(rule, object, words) })
}

/** The rule without what it is about; groups within groups stand in brackets. */
export function phrase(rule: Rule, object: string, words: Words, inner = false): string {
  const { t } = words
  if ('all' in rule) return joined(rule.all, t('say.and'), object, words, inner)
  if ('any' in rule) return joined(rule.any, t('say.or'), object, words, inner)
  if ('not' in rule) return t('say.not', { rule: phrase(rule.not, object, words) })
  if ('has' in rule) return has(rule, object, words)
  if ('belongs_to' in rule) return belongs(rule, object, words)
  return leaf(rule, words)
}

function joined(rules: Rule[], word: string, object: string, words: Words, inner: boolean): string {
  const said = rules.map((r) => phrase(r, object, words, rules.length > 1))
  if (said.length === 0) return words.t('say.anything')
  const text = said.join(` ${word} `)
  return inner && said.length > 1 ? `(${text})` : text
}

type Has = { has: string; count?: Count; where?: Rule }

function has(rule: Has, object: string, words: Words): string {
  const count = rule.count ?? { op: 'at_least', value: 1 }
  const said = words.t(`related.${counting(count)}.${rule.has as 'orders'}`, { count: count.value })
  return narrowed(said, rule, relationIn(words.registry, object, rule.has)?.object, words)
}

/** Which turn of phrase a count takes: "есть заказы", "нет заказов", "не меньше 2 заказов". */
export function counting({ op, value }: Count): 'any' | 'none' | CountOp {
  if (op === 'at_least' && value === 1) return 'any'
  if (op !== 'at_least' && value === 0) return 'none'
  return op
}

function belongs(rule: { belongs_to: string; where?: Rule }, object: string, words: Words): string {
  const relation = relationIn(words.registry, object, rule.belongs_to)
  return narrowed(words.t(`related.one.${rule.belongs_to as 'customer'}`), rule, relation?.object, words)
}

function narrowed(said: string, { where }: { where?: Rule }, object: string | undefined, words: Words): string {
  if (!where || isEmpty(where) || !object) return said
  return words.t('say.where', { said, rule: phrase(where, object, words) })
}

function leaf({ field: name, op, value }: { field: string; op: string; value?: unknown }, words: Words): string {
  const { t, registry } = words
  const field = fieldOf(registry, name)
  if (!field) return `${name} ${op}`
  const title = lowered(field.title)
  if (field.type === 'flag') return t(value === false ? 'say.flag_not' : 'say.flag', { field: title })
  const one = (v: unknown) => valueText(v, field, words)
  if (shapeOf(op) === 'pair') {
    const [from, to] = listOf(value)
    return t('say.between', { field: title, from: one(from), to: one(to) })
  }
  const set = field.type === 'tag_set' || field.type === 'id_set'
  const how = !set || shapeOf(op) === 'none' ? op : op === 'none_of' ? 'none_it' : 'has_it'
  return t(`say.${how as 'is'}`, { field: title, value: compared(op, value, field, words, set) })
}

function compared(op: string, value: unknown, field: Field, words: Words, set: boolean): string {
  const { t, where } = words
  switch (shapeOf(op)) {
    case 'duration':
      return duration(value, op === 'within_next' ? 'span' : 'ago', words.t)
    case 'day':
      return typeof value === 'string' ? day(`${value}T12:00:00Z`, { ...where, timeZone: 'UTC' }) : '…'
    case 'list': {
      const word = op === 'one_of' ? t('say.or') : set ? t('say.and') : t('say.nor')
      return spoken(
        listOf(value).map((v) => valueText(v, field, words)),
        word,
      )
    }
    default:
      return valueText(value, field, words)
  }
}

/** "a, b или c"; of many only the first are named. */
function spoken(texts: string[], word: string): string {
  if (texts.length === 0) return '…'
  const shown = texts.length > 6 ? [...texts.slice(0, 5), `… (${texts.length})`] : texts
  const last = shown.at(-1)
  return shown.length === 1 ? String(last) : `${shown.slice(0, -1).join(', ')} ${word} ${last}`
}

/** "3 дней" after "больше", "3 дня" after "в ближайшие". */
export function duration(value: unknown, form: 'ago' | 'span', t: TFunction<'segments'>): string {
  const { amount, unit } = (value ?? {}) as Partial<Duration>
  if (amount === undefined || !unit) return '…'
  return t(`${form}.${unit as Unit}`, { count: amount })
}

/** One value of a field as people read it. */
export function valueText(value: unknown, field: Field, words: Words): string {
  const { references, where, currency } = words
  if (value === undefined || value === null || value === '') return '…'
  if (field.type === 'money') return money(Number(value), currency, where.language)
  if (field.type === 'date') return moment(String(value), where)
  if (field.type === 'flag') return words.t(value ? 'yes' : 'no')
  if (field.type === 'choice')
    return quoted(field.choices?.find((c) => c.value === value)?.title ?? String(value), words)
  if (field.refers) {
    const found = references[field.refers].find((r) => r.id === value)
    return found ? quoted(found.title, words) : `№ ${value}`
  }
  return typeof value === 'number' ? String(value) : quoted(String(value), words)
}

function quoted(text: string, { t }: Words): string {
  return t('say.quoted', { text })
}

/** Titles begin with a capital, in a sentence they do not; abbreviations stay. */
function lowered(title: string): string {
  const [first = '', second = ''] = title
  return second !== second.toLowerCase() ? title : first.toLowerCase() + title.slice(1)
}
