import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, type Schemas, value } from '@/api/client'
import { asked, askedNow, rowsOf, type Wish } from './wish'

export type Dashboard = Schemas['Dashboard']
export type Row = Schemas['DashboardRow']
export type Figures = Schemas['Figures']
export type Counted = Schemas['Counted']

/** Figures are looked at for a while: asked again each minute, and when one comes back to the page. */
const often = { staleTime: 30_000, refetchInterval: 60_000, placeholderData: keepPreviousData }

export function dashboard(wish: Wish) {
  const query = { ...asked(wish), by: rowsOf(wish) }
  return queryOptions({
    queryKey: ['dashboard', 'figures', query],
    queryFn: ({ signal }) => value(client.GET('/api/v1/dashboard', { params: { query }, signal })),
    ...often,
  })
}

export function unpaidAges(wish: Wish) {
  const query = askedNow(wish)
  return queryOptions({
    queryKey: ['dashboard', 'unpaid', query],
    queryFn: async ({ signal }) =>
      (await value(client.GET('/api/v1/dashboard/unpaid', { params: { query }, signal }))).items,
    ...often,
  })
}

export function refusals(wish: Wish) {
  const query = asked(wish)
  return queryOptions({
    queryKey: ['dashboard', 'refusals', query],
    queryFn: async ({ signal }) =>
      (await value(client.GET('/api/v1/dashboard/refusals', { params: { query }, signal }))).items,
    ...often,
  })
}

export function stageConversion(wish: Wish) {
  const query = { ...asked(wish), ...(wish.board ? { board_id: wish.board } : {}) }
  return queryOptions({
    queryKey: ['dashboard', 'stages', query],
    queryFn: ({ signal }) => value(client.GET('/api/v1/dashboard/stages', { params: { query }, signal })),
    ...often,
  })
}
