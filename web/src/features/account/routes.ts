import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Root } from '@/app/router'

/** Addresses that people without a session open. */
export function accountRoutes(root: Root) {
  const getParentRoute = () => root
  return [
    createRoute({
      getParentRoute,
      path: '/login',
      validateSearch: readNext,
      component: lazyRouteComponent(() => import('./LoginPage'), 'LoginPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/setup',
      component: lazyRouteComponent(() => import('./SetupPage'), 'SetupPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/invite/$token',
      component: lazyRouteComponent(() => import('./InvitePage'), 'InvitePage'),
    }),
    createRoute({
      getParentRoute,
      path: '/reset',
      component: lazyRouteComponent(() => import('./ForgottenPage'), 'ForgottenPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/reset/$token',
      component: lazyRouteComponent(() => import('./ResetPage'), 'ResetPage'),
    }),
  ]
}

/** Where to go after the log-in: an address of ours alone. */
function readNext({ next }: Record<string, unknown>): { next?: string } {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}
}
