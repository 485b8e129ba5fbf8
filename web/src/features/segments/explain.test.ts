import { expect, test } from 'vitest'
import { conditionAt } from './explain'
import type { Registry } from './registry'
import type { Rule } from './rule'

const email: Rule = { field: 'customer.email', op: 'contains', value: 'a' }
const status: Rule = { field: 'order.status', op: 'is', value: 'new' }
const rule: Rule = { all: [status, { not: { any: [status] } }, { belongs_to: 'customer', where: { all: [email] } }] }
const registry: Registry = new Map([
  [
    'order',
    { object: 'order', fields: [], relations: [{ name: 'customer', title: '', object: 'customer', many: false }] },
  ],
])

test.each([
  ['rule.all[0]', { node: status, object: 'order' }],
  ['rule.all[1].not.any[0]', { node: status, object: 'order' }],
  ['rule.all[2]', { node: { belongs_to: 'customer' }, object: 'order' }],
  ['rule.all[2].where.all[0]', { node: email, object: 'customer' }],
  ['rule.all[9]', undefined],
  ['', undefined],
])('the condition at %s', (path, found) => {
  expect(conditionAt(rule, path, 'order', registry)).toEqual(found)
})

test('a rule that is one condition', () => {
  expect(conditionAt(status, 'rule', 'order', registry)).toEqual({ node: status, object: 'order' })
})
