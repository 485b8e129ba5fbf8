import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { readSearch } from './search'

/** The base of customers, and one customer. */
export function customerRoutes(inside: Inside) {
  const getParentRoute = () => inside
  return [
    createRoute({
      getParentRoute,
      path: '/customers',
      validateSearch: readSearch,
      component: lazyRouteComponent(() => import('./CustomersPage'), 'CustomersPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/customers/$id',
      component: lazyRouteComponent(() => import('./CustomerPage'), 'CustomerPage'),
    }),
  ]
}
