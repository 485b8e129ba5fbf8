import { expect, test } from 'vitest'
import { slugOf } from './slug'

test('an address is spelt as the title sounds', () => {
  expect(slugOf('Йога с нуля — 3 недели!')).toBe('yoga-s-nulya-3-nedeli')
  expect(slugOf('  Yoga & sleep  ')).toBe('yoga-sleep')
  expect(slugOf('Щётка для объёма')).toBe('schetka-dlya-obema')
  expect(slugOf('«»')).toBe('')
})

test('an address is never too long, nor ends in a dash', () => {
  expect(slugOf('я '.repeat(60)).length).toBeLessThanOrEqual(60)
  expect(slugOf('я '.repeat(60))).toMatch(/[a-z]$/)
})
