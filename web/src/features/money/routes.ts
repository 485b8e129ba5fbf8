import { createRoute } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { screen } from '@/app/screen'

/** What the address says: the open questions, or those that were decided. */
export interface MoneySearch {
  state?: 'closed'
}

export function readSearch(raw: Record<string, unknown>): MoneySearch {
  return raw.state === 'closed' ? { state: 'closed' } : {}
}

/** Money to decide (ST-8, ST-9). */
export function moneyRoutes(inside: Inside) {
  return [
    createRoute({
      getParentRoute: () => inside,
      path: '/money',
      validateSearch: readSearch,
      component: screen(() => import('./MoneyPage'), 'MoneyPage'),
    }),
  ]
}
