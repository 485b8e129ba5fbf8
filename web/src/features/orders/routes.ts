import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { readSearch } from './search'

/** The order list and the card. */
export function orderRoutes(inside: Inside) {
  return [
    createRoute({
      getParentRoute: () => inside,
      path: '/orders',
      validateSearch: readSearch,
      component: lazyRouteComponent(() => import('./OrdersPage'), 'OrdersPage'),
    }),
  ]
}
