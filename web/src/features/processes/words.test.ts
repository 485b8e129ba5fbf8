import { createInstance } from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import { en, ru } from '@/locales/texts'
import { causeInWords, stepInWords } from './journal-words'
import type { Definition } from './outline'
import type { Step } from './queries'
import { aboutProcess, blockName } from './words'

const i18n = createInstance()
beforeAll(async () => {
  await i18n.init({ lng: 'ru', resources: { ru, en }, interpolation: { escapeValue: false } })
})

const t = () => i18n.getFixedT('ru', 'processes')
const where = { language: 'ru', timeZone: 'Europe/Moscow' }

const remind = { operation: 'send_payment_link', template: 'payment_reminder' }
const unpaid: Definition = {
  title: 'Напоминания',
  subject: 'order',
  triggers: [{ kind: 'event', event: 'order.created' }, { kind: 'by_hand' }],
  blocks: [
    { id: 'start', kind: 'start' },
    { id: 'first', kind: 'operation', params: remind },
    { id: 'pause', kind: 'delay', title: 'Сутки' },
    { id: 'day', kind: 'delay', params: { for: { amount: 2, unit: 'days' } } },
    { id: 'second', kind: 'operation', params: remind },
    { id: 'cancel', kind: 'operation', params: { operation: 'change_status', status: 'cancelled' } },
    { id: 'end', kind: 'end' },
  ],
}

const step: Omit<Step, 'cause' | 'letter'> = {
  token: 0,
  visit: 1,
  block: 'cancel',
  kind: 'change_status',
  exit: 'next',
  result: 'done',
  data: { status: 'cancelled' },
  error: '',
  fault: '',
  attempts: 1,
  due: '2026-03-02T09:00:00Z',
  at: '2026-03-02T09:00:00Z',
}
const said = (more: Partial<Step>) => stepInWords({ ...step, ...more } as Step, unpaid, t(), where)

describe('what a process does', () => {
  test('is told in a sentence, by hand left aside', () => {
    expect(aboutProcess(unpaid, t())).toBe('Создан заказ → ссылка на оплату ×2, статус «Отменён»')
  })
  test('that nothing starts says so', () => {
    expect(aboutProcess({ ...unpaid, triggers: [], blocks: [] }, t())).toBe('Пока не запускается')
  })
  test('of many actions counts those that are left', () => {
    const tags = Array.from({ length: 6 }, (_, i) => ({
      id: `t${i}`,
      kind: 'operation' as const,
      params: { operation: 'add_tag', tag: `${i}` },
    }))
    expect(aboutProcess({ ...unpaid, blocks: tags }, t())).toMatch(/и ещё 2 действия$/)
  })
})

test('a block is called by its title, else by what it does', () => {
  expect(['pause', 'day', 'cancel', 'start', 'gone'].map((id) => blockName(id, unpaid, t()))).toEqual([
    'Сутки',
    'Ждать 2 дня',
    'Статус «Отменён»',
    'Начало',
    'gone',
  ])
})

describe('a step in words', () => {
  test('done', () => expect(said({})).toBe('Статус стал «Отменён»'))
  test('failed', () => expect(said({ result: 'failed' })).toBe('Не удалось: Статус «Отменён»'))
  test('left out by a person', () => expect(said({ result: 'skipped', data: {} })).toBe('Пропущено: Статус «Отменён»'))
  test('left out since it is owned', () =>
    expect(said({ kind: 'create_order', result: 'skipped', data: { reason: 'product_owned' } })).toBe(
      'Заказ не создан: это уже куплено',
    ))
  test('put off', () =>
    expect(said({ result: 'snoozed', data: { until: '2026-03-05T09:00:00Z' } })).toMatch(/^Отложено до 5 марта/))
  test('of a delay without a title', () => expect(said({ kind: 'delay', block: 'end' })).toBe('Задержка прошла'))
  test('of one with a title', () => expect(said({ kind: 'delay', block: 'pause' })).toBe('Прошла задержка: Сутки'))
  test('waited in vain', () =>
    expect(said({ kind: 'wait', block: 'pause', exit: 'timeout' })).toBe('Не дождались: Сутки'))
})

test('a cause in words', () => {
  const cause = (kind: string, id = 0) => causeInWords({ kind, actor: { kind, id } }, (n) => `Ольга ${n}`, t())
  expect(cause('person', 3)).toBe('решение: Ольга 3')
  expect(cause('payment.received')).toBe('Пришёл платёж')
  expect(cause('time')).toBe('подошёл срок')
  expect(cause('block')).toBe('')
})
