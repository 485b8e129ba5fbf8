import { expect, test } from 'vitest'
import { actions } from '@/api/generated/actions'
import en from '@/locales/en/settings.json'
import ru from '@/locales/ru/settings.json'

test('every action that the audit tells of has words', () => {
  for (const words of [ru, en]) expect(actions.filter((action) => !(action in words.audit.action))).toEqual([])
})
