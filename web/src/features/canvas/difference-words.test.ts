import { createInstance, type Resource } from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import { ru } from '@/locales/texts'
import type { Doc } from './definition'
import { changes } from './difference'
import { entriesOf } from './difference-words'
import { addBlock, connect, editBlock, remove } from './edits'
import { doc, vocabulary } from './sample'
import type { Words } from './words'

const i18n = createInstance()
beforeAll(() =>
  i18n.init({ lng: 'ru', resources: { ru } as unknown as Resource, interpolation: { escapeValue: false } }),
)

const words = (): Words => ({
  t: i18n.getFixedT('ru', 'canvas'),
  where: { language: 'ru', timeZone: 'Europe/Moscow' },
  names: { letter_template: new Map([['payment_reminder', 'напоминание']]) },
  rule: (rule) => (rule ? String((rule as { field: string }).field) : ''),
})

/** What is said of the way from the sample to another form of it. */
const said = (after: Doc, before: Doc = doc) => {
  const pair = { before: before.definition, after: after.definition }
  return entriesOf(changes(pair.before, pair.after), pair, words(), vocabulary).map(({ how, name, place, rows }) =>
    [`${how}: ${name}`, ...(place ? [place] : []), ...rows.map((r) => `${r.label}: ${r.before} → ${r.after}`)].join(
      ' | ',
    ),
  )
}
const params = (id: string, to: object) => editBlock(doc, id, { params: { ...to } }, vocabulary)

describe('a difference between two versions says', () => {
  test('from what to what a value changed', () => {
    expect(said(params('pause', { for: { amount: 3, unit: 'days' } }))).toEqual([
      'changed: Блок «Ждать 3 дня» | Сколько ждать: 1 день → 3 дня',
    ])
  })
  test('each value of a block, its name among them', () => {
    const after = editBlock(params('pause', {}), 'pause', { title: 'Пауза' }, vocabulary)
    expect(said(after)).toEqual([
      'changed: Блок «Пауза» | Название: не задано → Пауза | Сколько ждать: 1 день → не задано',
    ])
  })
  test('where a block was put in, and where one was taken out', () => {
    const added = addBlock(doc, { kind: 'operation', operation: 'comment' }, vocabulary, {
      behind: { from: 'start', exit: 'next' },
    })
    expect(said(added.doc)).toEqual(['added: Блок «Комментарий: не заполнено» | — после «Начало процесса»'])
    expect(said(remove(doc, new Set(['pause']), vocabulary))).toEqual([
      'removed: Блок «Ждать 1 день» | — после «Начало процесса»',
    ])
  })
  test('where a way leads now', () => {
    expect(said(connect(doc, { from: 'paid', exit: 'else', to: 'end' }))).toEqual([
      'changed: Путь из «Если… условие не задано» (Иначе) | Ведёт к: «Ссылка: напоминание» → «Конец»',
    ])
  })
  test('which condition of a fork is another one', () => {
    const branches = [{ exit: 'yes', rule: { field: 'оплачен' } }, { exit: 'new' }]
    expect(said(params('paid', { branches }))).toEqual([
      'changed: Блок «Развилка: 2 варианта и «иначе»» | Вариант 1: условие не задано → оплачен | Вариант 2: нет → условие не задано',
    ])
  })
  test('that only the order of a fork is another one', () => {
    const [a, b] = [
      { exit: 'a', rule: { field: 'первое' } },
      { exit: 'b', rule: { field: 'второе' } },
    ]
    expect(said(params('paid', { branches: [b, a] }), params('paid', { branches: [a, b] }))).toEqual([
      'changed: Блок «Развилка: 2 варианта и «иначе»» | Варианты по порядку: 1. первое; 2. второе → 1. второе; 2. первое',
    ])
  })
  test('how names, ways in and rules differ', () => {
    const after = {
      ...doc,
      definition: {
        ...doc.definition,
        title: 'Другое',
        triggers: [],
        policies: { cooldown: { amount: 3, unit: 'days' } },
      },
    }
    expect(said(after)).toEqual([
      'changed: Процесс | Название: Reminders → Другое',
      'removed: Запуск: Вручную: сотрудник сам добавляет',
      'changed: Правила | : как обычно → Перерыв между входами: 3 дня',
    ])
  })
})
