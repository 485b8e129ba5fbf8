import { createRoute } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { screen } from '@/app/screen'
import { readList, readResults, readWizard } from './search'

/** Bulk operations: the list, the wizard, one with its progress. */
export function bulkRoutes(inside: Inside) {
  const getParentRoute = () => inside
  return [
    createRoute({
      getParentRoute,
      path: '/bulk',
      validateSearch: readList,
      component: screen(() => import('./BulkListPage'), 'BulkListPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/bulk/new',
      validateSearch: readWizard,
      component: screen(() => import('./WizardPage'), 'WizardPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/bulk/$id',
      validateSearch: readResults,
      component: screen(() => import('./BulkPage'), 'BulkPage'),
    }),
  ]
}
