import { createRoute } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { screen } from '@/app/screen'
import { readEnrollmentSearch, readProcessSearch } from './search'

/** Processes at work: the list, who is where, one enrollment, what failed. */
export function runningRoutes(inside: Inside) {
  const getParentRoute = () => inside
  return [
    createRoute({
      getParentRoute,
      path: '/processes',
      validateSearch: readProcessSearch,
      component: screen(() => import('./ProcessesPage'), 'ProcessesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/processes/$id/enrollments',
      validateSearch: readEnrollmentSearch,
      component: screen(() => import('./EnrollmentsPage'), 'EnrollmentsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/enrollments/$id',
      component: screen(() => import('./EnrollmentPage'), 'EnrollmentPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/failed',
      component: screen(() => import('./FailedPage'), 'FailedPage'),
    }),
  ]
}
