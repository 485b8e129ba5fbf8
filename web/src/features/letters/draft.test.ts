import { describe, expect, test } from 'vitest'
import { changedLanguages, draftsOf } from './draft'
import type { Template } from './queries'

const saved = (language: 'ru' | 'en'): Template => ({
  id: 1,
  code: 'hello',
  language,
  revision: 3,
  title: 'Hello',
  kind: 'mailing',
  subject: 's',
  html: 'h',
  text: 't',
  asks_for_money: false,
  created_by: null,
  created_at: '2026-03-02T09:00:00Z',
  uses: [],
})

describe('drafts', () => {
  test('begin as what is saved', () => {
    const templates = [saved('ru'), saved('en')]
    expect(changedLanguages(draftsOf(templates), templates)).toEqual([])
  })
  test('of a language that has nothing take title and kind from the other', () => {
    const { en } = draftsOf([saved('ru')])
    expect([en.title, en.kind, en.subject]).toEqual(['Hello', 'mailing', ''])
  })
  test('are saved only where something was written', () => {
    const templates = [saved('ru')]
    const drafts = draftsOf(templates)
    drafts.en.kind = 'service'
    expect(changedLanguages(drafts, templates)).toEqual([])
    drafts.en.subject = 'Hi'
    drafts.ru.title = 'Other'
    expect(changedLanguages(drafts, templates)).toEqual(['ru', 'en'])
  })
})
