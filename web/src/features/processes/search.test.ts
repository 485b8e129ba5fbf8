import { describe, expect, test } from 'vitest'
import { asQuery, readEnrollmentSearch, readProcessSearch } from './search'

describe('the address of a list of enrollments', () => {
  test('keeps what it means', () => {
    const search = readEnrollmentSearch({ block: 'remind', state: 'passed', failure: 'offer_archived' })
    expect(search).toEqual({ block: 'remind', state: 'passed', failure: 'offer_archived' })
    expect(asQuery(7, search)).toEqual({
      process_id: 7,
      newest: true,
      block: 'remind',
      at: 'passed',
      failure: 'offer_archived',
    })
  })
  test('leaves out what cannot be', () => {
    expect(readEnrollmentSearch({ block: '', state: 'passed' })).toEqual({})
    expect(readEnrollmentSearch({ block: 'remind', state: 'ended' })).toEqual({ block: 'remind' })
    expect(readEnrollmentSearch({ block: ['a'], state: 3, failure: {} })).toEqual({})
  })
  test('asks for those inside when it says nothing', () => {
    expect(asQuery(7, {})).toEqual({ process_id: 7, newest: true, state: 'active' })
    expect(asQuery(7, { state: 'ended' })).toEqual({ process_id: 7, newest: true, state: 'ended' })
    expect(asQuery(7, { block: 'remind' })).toEqual({ process_id: 7, newest: true, block: 'remind', at: 'waiting' })
  })
})

test('the address of the list of processes', () => {
  expect(readProcessSearch({ search: 'unpaid', state: 'draft' })).toEqual({ search: 'unpaid', state: 'draft' })
  expect(readProcessSearch({ search: 12, state: 'asleep' })).toEqual({ search: '12' })
})
