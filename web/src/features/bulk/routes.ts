import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { readList, readResults, readWizard } from './search'

/** Bulk operations: the list, the wizard, one with its progress. */
export function bulkRoutes(inside: Inside) {
  const getParentRoute = () => inside
  return [
    createRoute({
      getParentRoute,
      path: '/bulk',
      validateSearch: readList,
      component: lazyRouteComponent(() => import('./BulkListPage'), 'BulkListPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/bulk/new',
      validateSearch: readWizard,
      component: lazyRouteComponent(() => import('./WizardPage'), 'WizardPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/bulk/$id',
      validateSearch: readResults,
      component: lazyRouteComponent(() => import('./BulkPage'), 'BulkPage'),
    }),
  ]
}
