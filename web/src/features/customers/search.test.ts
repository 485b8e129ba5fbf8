import { expect, test } from 'vitest'
import { asFilter, readSearch } from './search'

test('an address is read with what is understood alone', () => {
  expect(readSearch({ search: 'anna', rule: { all: [] }, page: 3 })).toEqual({ search: 'anna', rule: { all: [] } })
  expect(readSearch({ search: 79001234567 })).toEqual({ search: '79001234567' })
  expect(readSearch({ search: '  ', rule: [] })).toEqual({})
  expect(readSearch({ search: {}, rule: 'x' })).toEqual({})
})

test('a wish is sent in the words of the API', () => {
  expect(asFilter({})).toEqual({})
  expect(asFilter({ search: 'anna', rule: { all: [] } })).toEqual({ search: 'anna', filter: '{"all":[]}' })
})
