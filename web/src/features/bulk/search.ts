import { type OrderSearch, readSearch as readOrders } from '@/features/orders/search'

export const kinds = ['create_orders', 'change_status'] as const
export type Kind = (typeof kinds)[number]

export const states = ['awaiting_approval', 'running', 'paused', 'done', 'cancelled'] as const
export type State = (typeof states)[number]

/** What the address of the wizard says: from where somebody came, and for whom. */
export interface WizardSearch {
  kind?: Kind
  segment?: number
  rule?: object
  /** Orders, or customers, that were ticked. */
  ids?: number[]
  /** The whole order list, by its address. */
  list?: OrderSearch
}

export function readWizard(raw: Record<string, unknown>): WizardSearch {
  const kind = kinds.find((k) => k === raw.kind)
  const segment = Number(raw.segment)
  const ids = (Array.isArray(raw.ids) ? raw.ids : []).map(Number).filter((id) => Number.isSafeInteger(id) && id > 0)
  return {
    ...(kind ? { kind } : {}),
    ...(Number.isSafeInteger(segment) && segment > 0 ? { segment } : {}),
    ...(isObject(raw.rule) ? { rule: raw.rule } : {}),
    ...(ids.length > 0 ? { ids: ids.slice(0, 1000) } : {}),
    ...(isObject(raw.list) ? { list: readOrders(raw.list as Record<string, unknown>) } : {}),
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function readList(raw: Record<string, unknown>): { state?: State } {
  const state = states.find((s) => s === raw.state)
  return state ? { state } : {}
}

export const results = ['done', 'skipped', 'failed', 'pending'] as const
export type Result = (typeof results)[number]

export function readResults(raw: Record<string, unknown>): { result?: Result } {
  const result = results.find((r) => r === raw.result)
  return result ? { result } : {}
}
