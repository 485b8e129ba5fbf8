import { createInstance, type Resource } from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import { en, ru } from '@/locales/texts'
import type { Block } from './definition'
import { faultText } from './faultText'
import { definition } from './sample'
import { exitName, exitRuleSentence, policySentence, sentence, triggerSentence, type Words } from './words'

const i18n = createInstance()
beforeAll(() =>
  i18n.init({ lng: 'ru', resources: { ru, en } as unknown as Resource, interpolation: { escapeValue: false } }),
)

const words = (): Words => ({
  t: i18n.getFixedT('ru', 'canvas'),
  where: { language: 'ru', timeZone: 'Europe/Moscow' },
  names: {
    status: new Map([['cancelled', 'Отменён']]),
    letter_template: new Map([['payment_reminder', 'напоминание']]),
  },
  rule: (rule) => (rule ? 'заказ оплачен' : ''),
})
const block = (kind: string, params: Block['params'] = {}): Block => ({ id: 'x', kind, params })
const say = (kind: string, params?: Block['params']) => sentence(block(kind, params), 'order', words())
const rule = { field: 'order.paid_in_full', op: 'is', value: true }

describe('a block reads as a sentence', () => {
  test.each([
    ['delay', { for: { amount: 2, unit: 'days' } }, 'Ждать 2 дня'],
    ['delay', { until: '2020-11-25T15:00:00Z' }, 'Ждать до 25 ноября 2020 г., 18:00'],
    [
      'wait',
      { until: rule, timeout: { amount: 5, unit: 'hours' } },
      'Ждать, пока заказ оплачен; не дольше чем 5 часов',
    ],
    ['condition', { branches: [{ exit: 'a', rule }] }, 'Если заказ оплачен'],
    ['condition', { branches: [{ exit: 'a' }, { exit: 'b' }] }, 'Развилка: 2 варианта и «иначе»'],
    ['operation', { operation: 'change_status', status: 'cancelled' }, 'Статус: Отменён'],
    ['operation', { operation: 'send_letter', template: 'payment_reminder' }, 'Письмо: напоминание'],
    ['operation', { operation: 'add_tag', tag: 'vip', on: 'order' }, 'Тег «vip» заказу'],
    ['end', { outcome: 'оплачен' }, 'Конец: оплачен'],
  ])('%s %o', (kind, params, expected) => expect(say(kind, params)).toBe(expected))
  test('and says what is missing', () => {
    expect([
      say('delay'),
      say('condition', { branches: [{ exit: 'a' }] }),
      say('operation', { operation: 'send_letter', template: '' }),
    ]).toEqual(['Ждать сколько?', 'Если… условие не задано', 'Письмо: письмо не выбрано'])
  })
})

test('an exit is called by what leads to it', () => {
  const fork = block('condition', {
    branches: [
      { exit: 'a', rule },
      { exit: 'b', rule },
    ],
  })
  expect(exitName(fork, 'a', 'order', words())).toBe('заказ оплачен')
  expect(exitName(fork, 'else', 'order', words())).toBe('Иначе')
  expect(exitName(block('condition', { branches: [{ exit: 'a', rule }] }), 'a', 'order', words())).toBe('Да')
})

test('ways in and out are sentences', () => {
  const at = (trigger: Parameters<typeof triggerSentence>[0]) => triggerSentence(trigger, 'order', words())
  expect(at({ kind: 'event', event: 'order.status_changed', match: { to: 'cancelled' } })).toBe(
    'Когда изменился статус заказа, стало: Отменён',
  )
  expect(at({ kind: 'segment', rule, every_seconds: 300 })).toBe(
    'Когда подходит под условие: заказ оплачен (проверять раз в 5 минут)',
  )
  expect(exitRuleSentence({ id: 'paid', rule, outcome: 'paid' }, 'order', words())).toBe(
    'Как только заказ оплачен — итог «paid»',
  )
  expect(policySentence('retry', { tries: 5, over: { amount: 10, unit: 'minutes' } }, words())).toBe(
    'Пробовать блок 5 раз за 10 минут',
  )
})

test('a fault speaks of exits and settings as they are called here', () => {
  const fault = { path: 'blocks[2]', block: 'paid', code: 'dead_end', detail: '', params: { exit: 'else' } } as const
  expect(faultText(fault, definition, words())).toBe(
    'Выход «Иначе» никуда не ведёт. Соедините его с блоком или с концом.',
  )
  const missing = { path: 'blocks[3].params.template', block: 'remind', code: 'required', detail: '' } as const
  expect(faultText(missing, definition, words())).toBe('Не заполнено: Шаблон письма.')
})
