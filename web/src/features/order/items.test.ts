import { describe, expect, test } from 'vitest'
import type { Schemas } from '@/api/client'
import type { DraftItem } from '@/features/orders/ItemsEditor'
import { changesOf, difference, rebased } from './items'

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

describe('while one edits, another', () => {
  const opened = [draft('item-1', 10, ''), draft('item-2', 20, '70')]
  const keys = (drafts: DraftItem[]) => drafts.map((d) => `${d.key}×${d.quantity}`)
  const meets = (mine: DraftItem[], items: (typeof card)['items']) => ({
    form: keys(rebased(card, mine, { ...card, items }, [])),
    told: changesOf(card, mine, { ...card, items }).map(({ before, after, mine }) => [
      before?.quantity,
      after?.quantity,
      mine === null ? 'out' : mine?.quantity,
    ]),
  })
  test('adds an item: it stands in the form beside what was typed', () => {
    const mine = [draft('item-1', 10, '', 2), opened[1] as DraftItem]
    expect(meets(mine, [...card.items, item(3, 30, 100)])).toEqual({
      form: ['item-1×2', 'item-2×1', 'item-3×1'],
      told: [[undefined, 1, undefined]],
    })
  })
  test('takes an item out that nobody touched here: it goes', () => {
    expect(meets(opened, [item(1, 10, 5000)])).toEqual({ form: ['item-1×1'], told: [[1, undefined, undefined]] })
  })
  test('changes the same item: both versions are told, what was typed stands', () => {
    const mine = [draft('item-1', 10, '', 3), opened[1] as DraftItem]
    expect(meets(mine, [item(1, 10, 5000, 2), item(2, 20, 7000)])).toEqual({
      form: ['item-1×3', 'item-2×1'],
      told: [[1, 2, 3]],
    })
  })
  test('changes an item that was taken out here: it stays out, and both are told', () => {
    expect(meets([opened[0] as DraftItem], [item(1, 10, 5000), item(2, 20, 7000, 4)])).toEqual({
      form: ['item-1×1'],
      told: [[1, 4, 'out']],
    })
  })
  test('takes an item out that was changed here: it is ordered anew, and both are told', () => {
    const mine = [opened[0] as DraftItem, draft('item-2', 20, '70', 5)]
    expect(meets(mine, [item(1, 10, 5000)])).toEqual({ form: ['item-1×1', 'item-2×5'], told: [[1, undefined, 5]] })
  })
  test('does the same: nobody is asked about it', () => {
    const mine = [draft('item-1', 10, '', 2), opened[1] as DraftItem]
    expect(meets(mine, [item(1, 10, 5000, 2), item(2, 20, 7000)]).told).toEqual([[1, 2, undefined]])
  })
})
