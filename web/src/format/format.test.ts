import { describe, expect, test } from 'vitest'
import { day, distance, moment, time } from './date'
import { decimal, minorUnits, money } from './money'

const space = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')
const moscow = { language: 'ru', timeZone: 'Europe/Moscow' }
const now = new Date('2026-11-23T10:00:00Z')

describe('money', () => {
  test('is written as Russians write it', () => {
    expect(space(money(125000, 'RUB', 'ru'))).toBe('1 250 ₽')
    expect(space(money(125050, 'RUB', 'ru'))).toBe('1 250,50 ₽')
    expect(money(125050, 'USD', 'en')).toBe('$1,250.50')
  })
  test("has its currency's own places", () => {
    expect(space(money(1250, 'JPY', 'ru'))).toBe('1 250 ¥')
    expect(money(1250, 'KWD', 'en')).toContain('1.250')
    expect(decimal(125050, 'RUB')).toBe('1250.50')
  })
  test.each([
    ['1 250,50', 'RUB', 125050],
    ['1250', 'JPY', 1250],
    ['0.5', 'USD', 50],
    ['1.234', 'KWD', 1234],
  ])('%s %s is read', (text, currency, amount) => expect(minorUnits(text, currency)).toBe(amount))
  test.each(['', '-5', '1,234', '12 руб', '1e5'])('%s is no sum of roubles', (text) =>
    expect(minorUnits(text, 'RUB')).toBeUndefined(),
  )
})

describe('dates', () => {
  test('name the day and the Moscow time', () => {
    expect(day('2026-11-25T15:00:00Z', moscow, now)).toBe('25 ноября')
    expect(moment('2026-11-25T15:00:00Z', moscow, true)).toContain('18:00 МСК')
    expect(day('2025-11-25T15:00:00Z', moscow, now)).toBe('25 ноября 2025 г.')
  })
  test('belong to the zone of the school', () => {
    expect(day('2026-11-25T22:30:00Z', moscow, now)).toBe('26 ноября')
    expect(moment('2026-11-25T15:00:00Z', { language: 'en', timeZone: 'Europe/Moscow' })).toBe('25 Nov, 18:00')
    expect(time('2026-11-25T15:00:00Z', { language: 'en', timeZone: 'Asia/Almaty' }, true)).toContain('GMT+5')
  })
  test('tell how far away they are', () => {
    expect(distance('2026-11-25T10:00:00Z', 'ru', now.getTime())).toBe('послезавтра')
    expect(distance('2026-11-23T07:00:00Z', 'ru', now.getTime())).toBe('3 часа назад')
  })
})
