import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { readSearch } from './search'

<<<<<<< HEAD
/** The order list, the boards, the card, an order by hand. */
export function orderRoutes(inside: Inside) {
  const getParentRoute = () => inside
  const board = lazyRouteComponent(() => import('./BoardPage'), 'BoardPage')
  return [
    createRoute({
      getParentRoute,
=======
/** The order list and the card. */
export function orderRoutes(inside: Inside) {
  return [
    createRoute({
      getParentRoute: () => inside,
>>>>>>> main
      path: '/orders',
      validateSearch: readSearch,
      component: lazyRouteComponent(() => import('./OrdersPage'), 'OrdersPage'),
    }),
<<<<<<< HEAD
    createRoute({
      getParentRoute,
      path: '/orders/new',
      validateSearch: readSearch,
      component: lazyRouteComponent(() => import('./NewOrderPage'), 'NewOrderPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/orders/$id',
      component: lazyRouteComponent(() => import('./OrderPage'), 'OrderPage'),
    }),
    createRoute({ getParentRoute, path: '/board', validateSearch: readSearch, component: board }),
    createRoute({ getParentRoute, path: '/board/$id', validateSearch: readSearch, component: board }),
=======
>>>>>>> main
  ]
}
