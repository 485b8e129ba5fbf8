import type { components } from './generated/schema'

/** Shapes that the API announced and does not describe yet. */
type Schemas = components['schemas']
type Json<T> = { content: { 'application/json': T } }
type Failed = { content: { 'application/problem+json': Schemas['Problem'] } }
type Answers<T> = { responses: { 200: Json<T>; default: Failed } }
type Asks<Q> = { parameters: { query?: Q } }

export interface OrderFilter {
  filter?: string
  status?: string[]
  customer_id?: number
  manager_id?: number
  board_id?: number
  stage_id?: number
  created_from?: string
  created_to?: string
  search?: string
}

export type OrderLine = Omit<Schemas['OrderLine'], 'customer_name' | 'customer_email'> & {
  customer: { id: number; name: string; email: string; phone: string }
  item_titles: string[]
  manager_name: string | null
  board_title: string
  stage_title: string
  stage_color: string
  refusal_reason: string | null
  open_decision: boolean
  next_action_at: string | null
}

export interface Totals {
  currency: string
  count: number
  cost: number
  paid: number
  left: number
}

export interface Summary {
  count: number
  approximate: boolean
  totals: Totals[]
  statuses: { status: string; count: number }[]
}

export interface OrderView {
  id: number
  title: string
  shared: boolean
  own: boolean
  editable: boolean
  owner: { id: number; name: string }
  query: Omit<OrderFilter, 'filter'> & { filter?: unknown; sort?: string; ascending?: boolean }
  columns: string[]
  version: number
}

export interface BoardCard {
  id: number
  number: number
  version: number
  stage_id: number
  status: string
  customer: { id: number; name: string }
  currency: string
  cost: number
  paid: number
  left: number
  manager_name: string | null
  tags: string[]
  item_titles: string[]
  created_at: string
  status_changed_at: string
  open_decision: boolean
  next_action_at: string | null
}

export interface BoardColumns {
  board: Schemas['Board']
  statuses: string[]
  approximate: boolean
  columns: { stage: { id: number; title: string; color: string }; count: number; totals: Totals[] }[]
}

type Created<T, B> = { requestBody: Json<B>; responses: { 201: Json<T>; default: Failed } }
type ViewBody = { title: string; query: OrderView['query']; columns: string[]; shared?: boolean }

export interface Announced {
  '/api/v1/orders': {
    get: Asks<OrderFilter & { sort?: string; ascending?: boolean; cursor?: string; limit?: number }> &
      Answers<{ items: OrderLine[]; next?: string }>
  }
  '/api/v1/orders/summary': { get: Asks<OrderFilter> & Answers<Summary> }
  '/api/v1/order-views': { get: Answers<{ items: OrderView[] }>; post: Created<OrderView, ViewBody> }
  '/api/v1/order-views/{id}': {
    patch: {
      parameters: { path: { id: number }; header: { 'If-Match': string } }
      requestBody: Json<Partial<ViewBody>>
    } & Answers<OrderView>
    delete: { parameters: { path: { id: number } }; responses: { 204: { content?: never }; default: Failed } }
  }
  '/api/v1/boards/{id}/columns': {
    get: { parameters: { path: { id: number }; query?: OrderFilter } } & Answers<BoardColumns>
  }
  '/api/v1/boards/{id}/cards': {
    get: {
      parameters: { path: { id: number }; query: OrderFilter & { stage_id: number; cursor?: string; limit?: number } }
    } & Answers<{
      items: BoardCard[]
      next?: string
    }>
  }
}

/** What the client speaks today. */
export type Api<P> = Omit<P, keyof Announced> & Announced & Rest<P>

/** Methods of announced paths that are described already. */
type Rest<P> = { [K in keyof P & keyof Announced]: Omit<P[K], keyof Announced[K]> }
