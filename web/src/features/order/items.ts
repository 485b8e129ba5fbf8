import type { Schemas } from '@/api/client'
import { type DraftItem, priceOf } from '@/features/orders/ItemsEditor'
import { decimal } from '@/format/money'

type Item = Schemas['OrderItem']
type Patch = Schemas['ItemsPatch']

/** The items of an order at one moment. */
export interface Items {
  items: Item[]
  currency: string
}

const keyOf = (item: Item) => `item-${item.id}`

/** An item as the editor shows it; its offer may be archived by now. */
export function asDraft(item: Item, currency: string, offers: Schemas['Offer'][]): DraftItem {
  const known =
    offers.find((o) => o.id === item.offer_id) ??
    ({ id: item.offer_id, title: item.title, price: item.list_price, currency } as Schemas['Offer'])
  return {
    key: keyOf(item),
    offer: known,
    quantity: item.quantity,
    price: item.price === known.price ? '' : decimal(item.price, currency),
  }
}

/** What of the items is new, changed and gone. */
export function difference(card: Items, drafts: DraftItem[]): Patch {
  const kept = new Map(drafts.filter((d) => d.offer).map((d) => [d.key, d]))
  const patch: Required<Omit<Patch, 'confirm'>> = { add: [], change: [], remove: [] }
  for (const item of card.items) {
    const draft = kept.get(keyOf(item))
    if (!draft || draft.offer?.id !== item.offer_id) {
      patch.remove.push(item.id)
      continue
    }
    kept.delete(draft.key)
    if (!says(draft, item))
      patch.change.push({ item_id: item.id, quantity: draft.quantity, price: priceOf(draft) ?? draft.offer.price })
  }
  for (const draft of kept.values()) {
    const price = priceOf(draft)
    patch.add.push({
      offer_id: draft.offer?.id ?? 0,
      quantity: draft.quantity,
      ...(price === undefined ? {} : { price }),
    })
  }
  return patch
}

/** Whether the draft is the item as it is. */
function says(draft: DraftItem, item: Item): boolean {
  return (
    draft.offer?.id === item.offer_id &&
    draft.quantity === item.quantity &&
    (priceOf(draft) ?? draft.offer.price) === item.price
  )
}

const alike = (a: Item, b: Item) => a.offer_id === b.offer_id && a.quantity === b.quantity && a.price === b.price

/**
 * What was typed over the items as they were, over the items as somebody else has
 * made them: theirs wherever nothing was typed, what was typed elsewhere.
 */
export function rebased(before: Items, drafts: DraftItem[], now: Items, offers: Schemas['Offer'][]): DraftItem[] {
  const was = new Map(before.items.map((item) => [keyOf(item), item]))
  const typed = new Map(drafts.map((draft) => [draft.key, draft]))
  const stay = now.items.flatMap((item) => {
    const [had, draft] = [was.get(keyOf(item)), typed.get(keyOf(item))]
    if (had && !draft) return []
    return had && draft && !says(draft, had) ? [draft] : [asDraft(item, now.currency, offers)]
  })
  const there = new Set(now.items.map(keyOf))
  const more = drafts.filter((draft) => {
    const had = was.get(draft.key)
    return !there.has(draft.key) && (!had || !says(draft, had))
  })
  return [...stay, ...more]
}

/** What became of one item while somebody edited: how it was, how they left it, and how it was typed here when that is another. */
export interface ItemChange {
  title: string
  before?: Item
  after?: Item
  /** Undefined: it was not touched here; null: it was taken out here. */
  mine?: DraftItem | null
}

/** What somebody else did to the items, beside what was typed here over the same ones. */
export function changesOf(before: Items, drafts: DraftItem[], now: Items): ItemChange[] {
  const mineOf = (item: Item, now: Item | undefined): { mine?: DraftItem | null } => {
    const draft = drafts.find((d) => d.key === keyOf(item))
    if (!draft) return now ? { mine: null } : {}
    return says(draft, item) || (now && says(draft, now)) ? {} : { mine: draft }
  }
  const touched = before.items.flatMap((item): ItemChange[] => {
    const after = now.items.find((other) => other.id === item.id)
    if (after && alike(item, after)) return []
    return [{ title: item.title, before: item, ...(after ? { after } : {}), ...mineOf(item, after) }]
  })
  const had = new Set(before.items.map((item) => item.id))
  return [...touched, ...now.items.filter((item) => !had.has(item.id)).map((after) => ({ title: after.title, after }))]
}
