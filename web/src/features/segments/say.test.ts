import { createInstance, type TFunction } from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import en from '@/locales/en/segments.json'
import ru from '@/locales/ru/segments.json'
import type { Field, Registry } from './registry'
import type { Rule } from './rule'
import { sentence, type Words } from './say'

const titles: Record<string, [string, string, Field['type']]> = {
  'order.status': ['Status', 'Статус', 'choice'],
  'order.left': ['Left to pay', 'Осталось оплатить', 'money'],
  'order.created_at': ['Created', 'Дата создания', 'date'],
  'order.tags': ['Tags', 'Теги', 'tag_set'],
  'order.paid_in_full': ['Paid in full', 'Оплачен полностью', 'flag'],
  'order.manager_id': ['Manager', 'Менеджер', 'id'],
  'order.id': ['ID', 'ID заказа', 'id'],
}

function registry(language: 'en' | 'ru'): Registry {
  const fields = Object.entries(titles).map(([name, [english, russian, type]]) => ({
    name,
    title: language === 'ru' ? russian : english,
    type,
    operators: [],
    ...(name === 'order.manager_id' ? { refers: 'staff' as const } : {}),
    ...(type === 'choice' ? { choices: [{ value: 'new', title: language === 'ru' ? 'Новый' : 'New' }] } : {}),
  }))
  const relations = [{ name: 'orders', title: '', object: 'order' as const, many: true }]
  return new Map([
    ['order', { object: 'order', fields, relations: [] }],
    ['customer', { object: 'customer', fields: [], relations }],
  ])
}

const instance = createInstance()
beforeAll(async () => {
  await instance.init({
    resources: { ru: { segments: ru }, en: { segments: en } },
    interpolation: { escapeValue: false },
  })
})

function say(rule: Rule, object = 'order', language: 'en' | 'ru' = 'ru'): string {
  const references = {
    offer: [],
    product: [],
    board: [],
    stage: [],
    refusal_reason: [],
    staff: [{ id: 4, title: 'Ольга' }],
  }
  const words: Words = {
    t: instance.getFixedT(language, 'segments') as unknown as TFunction<'segments'>,
    registry: registry(language),
    references,
    where: { language, timeZone: 'Europe/Moscow' },
    currency: 'RUB',
  }
  return sentence(rule, object, words).replace(/\s/g, ' ')
}

const leaf = (field: string, op: string, value?: unknown): Rule => ({ field, op, value })

describe('a rule in words', () => {
  test.each<[Rule, string]>([
    [{ all: [] }, 'Заказы: все'],
    [leaf('order.status', 'is', 'new'), 'Заказы: статус — «Новый»'],
    [leaf('order.left', 'gt', 125_000), 'Заказы: осталось оплатить больше 1 250 ₽'],
    [leaf('order.left', 'between', [100, 250]), 'Заказы: осталось оплатить от 1 ₽ до 2,50 ₽'],
    [
      leaf('order.created_at', 'more_than_ago', { amount: 3, unit: 'days' }),
      'Заказы: дата создания больше 3 дней назад',
    ],
    [
      leaf('order.created_at', 'less_than_ago', { amount: 21, unit: 'hours' }),
      'Заказы: дата создания меньше 21 часа назад',
    ],
    [
      leaf('order.created_at', 'within_next', { amount: 2, unit: 'weeks' }),
      'Заказы: дата создания в ближайшие 2 недели',
    ],
    [leaf('order.created_at', 'on_day', '2020-03-08'), 'Заказы: дата создания — 8 марта 2020 г.'],
    [leaf('order.tags', 'contains', 'vip'), 'Заказы: теги: есть «vip»'],
    [leaf('order.tags', 'none_of', ['a', 'b', 'c']), 'Заказы: теги: нет «a», «b» и «c»'],
    [leaf('order.paid_in_full', 'is', false), 'Заказы: не оплачен полностью'],
    [leaf('order.manager_id', 'one_of', [4, 9]), 'Заказы: менеджер — «Ольга» или № 9'],
    [leaf('order.manager_id', 'is_not_set'), 'Заказы: менеджер — не заполнено'],
    [leaf('order.id', 'is', 5), 'Заказы: ID заказа — 5'],
    [{ not: leaf('order.status', 'is', 'new') }, 'Заказы: неверно, что (статус — «Новый»)'],
  ])('%j', (rule, text) => {
    expect(say(rule)).toBe(text)
  })
  test('groups in groups stand in brackets', () => {
    const either = { any: [leaf('order.status', 'is', 'new'), leaf('order.tags', 'contains', 'a')] }
    expect(say({ all: [leaf('order.left', 'gt', 0), either] })).toBe(
      'Заказы: осталось оплатить больше 0 ₽ и (статус — «Новый» или теги: есть «a»)',
    )
  })
  test('related objects are counted', () => {
    const where = leaf('order.status', 'is', 'new')
    expect(say({ has: 'orders', where }, 'customer')).toBe('Пользователи: есть заказы: (статус — «Новый»)')
    expect(say({ has: 'orders', count: { op: 'exactly', value: 0 } }, 'customer')).toBe('Пользователи: нет заказов')
    expect(say({ has: 'orders', count: { op: 'at_least', value: 2 } }, 'customer')).toBe(
      'Пользователи: есть не меньше 2 заказов',
    )
    expect(say({ has: 'orders', count: { op: 'exactly', value: 3 } }, 'customer')).toBe('Пользователи: ровно 3 заказа')
  })
  test('English, too', () => {
    const rule = { all: [leaf('order.status', 'is', 'new'), leaf('order.left', 'gte', 5000)] }
    expect(say(rule, 'order', 'en')).toBe('Orders: status is “New” and left to pay is at least ₽50')
    expect(say({ has: 'orders', count: { op: 'at_least', value: 2 } }, 'customer', 'en')).toBe(
      'Customers: has at least 2 orders',
    )
  })
})
