import { expect, test } from 'vitest'
import { ApiError } from '@/api/problem'
import { asBody, asForm, blankOffer, codeOf, type Offer } from './offer-form'

const offer: Offer = {
  ...blankOffer,
  id: 1,
  version: 3,
  title: 'Yoga',
  code: 'yoga',
  price: 125050,
  smallest_part: 0,
  archived: false,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
}

test('sums stand in the form as people write them', () => {
  expect(asForm(offer)).toMatchObject({ price: '1250.50', smallest_part: '' })
  expect(asForm({ ...offer, smallest_part: 50000 })).toMatchObject({ smallest_part: '500' })
  expect(asForm({ ...offer, currency: 'JPY', price: 1250 })).toMatchObject({ price: '1250' })
})

test('what changed is sent, sums in minor units', () => {
  const form = asForm(offer)
  expect(asBody({}, form, 'no sum')).toEqual({})
  expect(asBody({ title: 'Yoga!' }, form, 'no sum')).toEqual({ title: 'Yoga!' })
  expect(asBody({ price: '99,90' }, { ...form, price: '99,90' }, 'no sum')).toEqual({ price: 9990 })
  expect(asBody({ smallest_part: '' }, form, 'no sum')).toEqual({ smallest_part: 0 })
})

test('with another currency the sums are counted in it', () => {
  const form = { ...asForm(offer), currency: 'JPY', price: '1250', smallest_part: '100' }
  expect(asBody({ currency: 'JPY' }, form, 'no sum')).toEqual({ currency: 'JPY', price: 1250, smallest_part: 100 })
})

test('what is no sum is a fault of its field', () => {
  const wrong = () => asBody({ price: 'cheap' }, { ...asForm(offer), price: 'cheap' }, 'no sum')
  expect(wrong).toThrow(ApiError)
  try {
    wrong()
  } catch (error) {
    expect((error as ApiError).fields).toMatchObject([{ path: 'price', detail: 'no sum' }])
  }
})

test('a code is made of a title', () => {
  expect(codeOf('Йога для начинающих')).toBe('yoga-dlya-nachinayushchih')
  expect(codeOf('  VIP №1 ')).toBe('vip-1')
  expect(codeOf('***')).toBe('')
})
