import { createRoute } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { screen } from '@/app/screen'
import { readWish } from './wish'

/** The school's figures (REP-1). */
export function dashboardRoutes(inside: Inside) {
  return [
    createRoute({
      getParentRoute: () => inside,
      path: '/dashboard',
      validateSearch: readWish,
      component: screen(() => import('./DashboardPage'), 'DashboardPage'),
    }),
  ]
}
