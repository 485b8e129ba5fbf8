import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { readSearch } from './search'

/** The order list, the boards, the card, an order by hand. */
export function orderRoutes(inside: Inside) {
  const getParentRoute = () => inside
  const board = lazyRouteComponent(() => import('./BoardPage'), 'BoardPage')
  return [
    createRoute({
      getParentRoute,
      path: '/orders',
      validateSearch: readSearch,
      component: lazyRouteComponent(() => import('./OrdersPage'), 'OrdersPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/orders/new',
      validateSearch: readSearch,
      component: lazyRouteComponent(() => import('./NewOrderPage'), 'NewOrderPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/orders/$id',
      component: lazyRouteComponent(() => import('@/features/order/OrderPage'), 'OrderPage'),
    }),
    createRoute({ getParentRoute, path: '/board', validateSearch: readSearch, component: board }),
    createRoute({ getParentRoute, path: '/board/$id', validateSearch: readSearch, component: board }),
  ]
}
