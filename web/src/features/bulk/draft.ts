import { asFilter, type OrderSearch } from '@/features/orders/search'
import { everything, type Rule, unfinished } from '@/features/segments/rule'
import type { Status } from '@/ui/values'
import type { NewBulk } from './queries'
import type { Kind, WizardSearch } from './search'

/** By what those are chosen to whom it is done. */
export type Whom = 'segment' | 'rule' | 'ids' | 'list'

/** The wizard's form, as far as it is filled in. */
export interface Draft {
  kind: Kind
  whom: Whom
  segment: number | null
  rule: Rule
  ids: number[]
  list: OrderSearch | undefined
  offer: number | null
  quantity: number
  board: number | null
  stage: number | null
  deposit: boolean
  letter: boolean
  to: Status | null
  reason: number | null
  comment: string
  confirm: boolean
}

/** What the address says, and nothing chosen besides. */
export function draftOf(search: WizardSearch): Draft {
  const whom = search.ids ? 'ids' : search.list ? 'list' : search.rule ? 'rule' : 'segment'
  return {
    kind: search.kind ?? 'create_orders',
    whom,
    segment: search.segment ?? null,
    rule: (search.rule ?? everything) as Rule,
    ids: search.ids ?? [],
    list: search.list,
    offer: null,
    quantity: 1,
    board: null,
    stage: null,
    deposit: false,
    letter: true,
    to: null,
    reason: null,
    comment: '',
    confirm: false,
  }
}

/** Another kind of operation is over other objects: who was chosen for the one is nobody for the other. */
export function ofKind(draft: Draft, kind: Kind): Draft {
  if (kind === draft.kind) return draft
  return { ...draft, kind, whom: 'segment', segment: null, rule: everything, ids: [], list: undefined }
}

/** The request; undefined while something that it needs is not chosen. */
export function wishOf(draft: Draft, timeZone: string): NewBulk | undefined {
  const whom = whomOf(draft, timeZone)
  const deed = draft.kind === 'create_orders' ? creation(draft) : change(draft)
  return whom && deed ? { kind: draft.kind, ...whom, ...deed } : undefined
}

function whomOf(draft: Draft, timeZone: string): Pick<NewBulk, 'segment_id' | 'rule' | 'list'> | undefined {
  switch (draft.whom) {
    case 'segment':
      return draft.segment === null ? undefined : { segment_id: draft.segment }
    case 'rule':
      return unfinished(draft.rule).length > 0 ? undefined : { rule: draft.rule }
    case 'ids':
      return draft.kind === 'create_orders'
        ? { rule: { field: 'customer.id', op: 'one_of', value: draft.ids } }
        : { list: { ids: draft.ids } }
    case 'list': {
      const { filter: _, ...plain } = asFilter(draft.list ?? {}, timeZone)
      return { list: { ...plain, ...(draft.list?.rule ? { filter: draft.list.rule } : {}) } }
    }
  }
}

function creation({ offer, quantity, board, stage, deposit, letter }: Draft): Pick<NewBulk, 'create'> | undefined {
  if (offer === null) return undefined
  return {
    create: {
      offer_id: offer,
      letter,
      ...(quantity > 1 ? { quantity } : {}),
      ...(board === null ? {} : { board_id: board }),
      ...(stage === null ? {} : { stage_id: stage }),
      ...(deposit ? { try_deposit: true } : {}),
    },
  }
}

function change({ to, reason, comment, confirm }: Draft): Pick<NewBulk, 'status'> | undefined {
  if (to === null) return undefined
  const closes = to === 'cancelled' || to === 'false'
  return {
    status: {
      to,
      ...(reason !== null && closes ? { refusal_reason_id: reason } : {}),
      ...(comment ? { comment } : {}),
      ...(confirm ? { confirm: true } : {}),
    },
  }
}
