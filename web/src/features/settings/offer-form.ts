import type { Schemas } from '@/api/client'
import { ApiError } from '@/api/problem'
import { decimal, minorUnits } from '@/format/money'

export type Offer = Schemas['Offer']

/** An offer as it stands in the form: sums are what somebody types. */
export interface OfferForm
  extends Omit<Offer, 'id' | 'version' | 'created_at' | 'updated_at' | 'archived' | 'price' | 'smallest_part'> {
  price: string
  /** Empty when the price is paid in full only. */
  smallest_part: string
}

export const blankOffer: OfferForm = {
  title: '',
  code: '',
  currency: 'RUB',
  price: '',
  product_ids: [],
  auto_complete: true,
  late_policy: 'reopen',
  late_person_policy: 'ask',
  duplicate_policy: '',
  letter_on_create: true,
  deadline_days: null,
  deadline_action: 'cancel',
  smallest_part: '',
  paid_text: '',
  paid_url: '',
  order_again: false,
  access_start: 'at_once',
  access_start_days: 0,
  access_start_at: null,
  access_end: 'never',
  access_end_days: 0,
  access_end_at: null,
}

export function asForm(offer: Offer): OfferForm {
  const {
    id: _,
    version: __,
    created_at: ___,
    updated_at: ____,
    archived: _____,
    price,
    smallest_part,
    ...rest
  } = offer
  return {
    ...rest,
    price: decimal(price, offer.currency),
    smallest_part: smallest_part === 0 ? '' : decimal(smallest_part, offer.currency),
  }
}

/**
 * What is sent of a form: the fields that changed, sums in minor units of its
 * currency. A sum that is none is a fault of its field; `words` says so.
 */
export function asBody(changed: Partial<OfferForm>, form: OfferForm, words: string): Schemas['OfferPatch'] {
  const { price, smallest_part, ...rest } = changed
  const body: Schemas['OfferPatch'] = { ...rest }
  const recount = changed.currency !== undefined
  if (price !== undefined || recount) body.price = sum('price', form.price, form.currency, words)
  if (smallest_part !== undefined || recount)
    body.smallest_part =
      form.smallest_part.trim() === '' ? 0 : sum('smallest_part', form.smallest_part, form.currency, words)
  return body
}

function sum(field: string, text: string, currency: string, words: string): number {
  const amount = minorUnits(text, currency)
  if (amount !== undefined) return amount
  throw new ApiError({
    status: 422,
    code: 'invalid',
    detail: words,
    errors: [{ path: field, code: 'invalid_amount', detail: words, params: {} }],
  })
}

/** A code for links and rules out of a title: "Йога для начинающих" becomes "yoga-dlya-nachinayushchih". */
export function codeOf(title: string): string {
  const latin = [...title.toLowerCase()].map((letter) => letters[letter] ?? letter).join('')
  return latin
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
}

const letters: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}
