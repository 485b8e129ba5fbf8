import { createRoute } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { screen } from '@/app/screen'
import { readSearch } from './search'

/** The base of customers, and one customer. */
export function customerRoutes(inside: Inside) {
  const getParentRoute = () => inside
  return [
    createRoute({
      getParentRoute,
      path: '/customers',
      validateSearch: readSearch,
      component: screen(() => import('./CustomersPage'), 'CustomersPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/customers/$id',
      component: screen(() => import('./CustomerPage'), 'CustomerPage'),
    }),
  ]
}
