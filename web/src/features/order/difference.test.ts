import { expect, test } from 'vitest'
import type { Schemas } from '@/api/client'
import type { DraftItem } from '@/features/orders/ItemsEditor'
import { difference } from './ItemsPanel'

const item = (id: number, offer: number, price: number, quantity = 1) => ({
  id,
  offer_id: offer,
  title: 'x',
  price,
  list_price: price,
  quantity,
  auto_complete: true,
})
const draft = (key: string, offer: number, price: string, quantity = 1): DraftItem => ({
  key,
  offer: { id: offer, title: 'x', price: 5000, currency: 'RUB' } as Schemas['Offer'],
  price,
  quantity,
})
const card = { currency: 'RUB', items: [item(1, 10, 5000), item(2, 20, 7000)] }

test('an untouched order has no difference', () => {
  expect(difference(card, [draft('item-1', 10, ''), draft('item-2', 20, '70')])).toEqual({
    add: [],
    change: [],
    remove: [],
  })
})

test('prices, counts, new and removed items are told', () => {
  expect(difference(card, [draft('item-1', 10, '60', 3), draft('new', 30, '', 2)])).toEqual({
    add: [{ offer_id: 30, quantity: 2 }],
    change: [{ item_id: 1, quantity: 3, price: 6000 }],
    remove: [2],
  })
})

test('another offer in the place of an item is a new item', () => {
  expect(difference(card, [draft('item-1', 11, ''), draft('item-2', 20, '70')])).toEqual({
    add: [{ offer_id: 11, quantity: 1 }],
    change: [],
    remove: [1],
  })
})
