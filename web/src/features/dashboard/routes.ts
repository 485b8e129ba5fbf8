import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { readWish } from './wish'

/** The school's figures (REP-1). */
export function dashboardRoutes(inside: Inside) {
  return [
    createRoute({
      getParentRoute: () => inside,
      path: '/dashboard',
      validateSearch: readWish,
      component: lazyRouteComponent(() => import('./DashboardPage'), 'DashboardPage'),
    }),
  ]
}
