import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Root } from '@/app/router'

/** Addresses that people without a session open. */
export function accountRoutes(root: Root) {
  return [
    createRoute({
      getParentRoute: () => root,
      path: '/login',
      validateSearch: (search): { next?: string } =>
        typeof search.next === 'string' && search.next.startsWith('/') && !search.next.startsWith('//')
          ? { next: search.next }
          : {},
      component: lazyRouteComponent(() => import('./LoginPage'), 'LoginPage'),
    }),
  ]
}
