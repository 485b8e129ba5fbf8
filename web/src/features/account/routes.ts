import type { QueryClient } from '@tanstack/react-query'
import { createRoute, redirect } from '@tanstack/react-router'
import type { Root } from '@/app/router'
import { screen } from '@/app/screen'
import { setup } from './setup'

/** Addresses that people without a session open. */
export function accountRoutes(root: Root) {
  const getParentRoute = () => root
  return [
    createRoute({
      getParentRoute,
      path: '/login',
      validateSearch: readNext,
      beforeLoad: async ({ context }) => {
        if (await isNew(context.queries)) throw redirect({ to: '/setup', replace: true })
      },
      component: screen(() => import('./LoginPage'), 'LoginPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/setup',
      beforeLoad: async ({ context }) => {
        if ((await isNew(context.queries)) === false) throw redirect({ to: '/login', replace: true })
      },
      component: screen(() => import('./SetupPage'), 'SetupPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/invite/$token',
      component: screen(() => import('./InvitePage'), 'InvitePage'),
    }),
    createRoute({
      getParentRoute,
      path: '/reset',
      component: screen(() => import('./ForgottenPage'), 'ForgottenPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/reset/$token',
      component: screen(() => import('./ResetPage'), 'ResetPage'),
    }),
  ]
}

/** Whether there is no owner yet; undefined when nobody answers, and the page says so. */
function isNew(queries: QueryClient): Promise<boolean | undefined> {
  return queries.fetchQuery(setup).then(
    ({ needed }) => needed,
    () => undefined,
  )
}

/** Where to go after the log-in: an address of ours alone. */
function readNext({ next }: Record<string, unknown>): { next?: string } {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}
}
