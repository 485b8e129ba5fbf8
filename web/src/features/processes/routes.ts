import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { readEnrollmentSearch, readProcessSearch } from './search'

/** Processes at work: the list, who is where, one enrollment, what failed. */
export function runningRoutes(inside: Inside) {
  const getParentRoute = () => inside
  return [
    createRoute({
      getParentRoute,
      path: '/processes',
      validateSearch: readProcessSearch,
      component: lazyRouteComponent(() => import('./ProcessesPage'), 'ProcessesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/processes/$id/enrollments',
      validateSearch: readEnrollmentSearch,
      component: lazyRouteComponent(() => import('./EnrollmentsPage'), 'EnrollmentsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/enrollments/$id',
      component: lazyRouteComponent(() => import('./EnrollmentPage'), 'EnrollmentPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/failed',
      component: lazyRouteComponent(() => import('./FailedPage'), 'FailedPage'),
    }),
  ]
}
