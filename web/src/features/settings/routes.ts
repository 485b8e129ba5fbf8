import type { QueryClient } from '@tanstack/react-query'
import { createRoute, redirect } from '@tanstack/react-router'
import { type ComponentType, createElement } from 'react'
import type { Inside } from '@/app/router'
import { screen } from '@/app/screen'
import { whoAmI } from '@/app/session'
import { readAuditSearch } from './audit-search'

/** A part of the settings within their frame. */
function framed<N extends string>(load: () => Promise<Record<N, ComponentType>>, name: N) {
  const both = async () => {
    const [{ SettingsPage }, part] = await Promise.all([import('./SettingsPage'), load()])
    return { default: () => createElement(SettingsPage, null, createElement(part[name])) }
  }
  return screen(both, 'default')
}

/** Where there is room for the list of parts beside it, one of them is open: the first. On a phone the list is a page. */
async function toFirst(queries: QueryClient) {
  const { narrow, openSections } = await import('./sections')
  if (window.matchMedia(narrow).matches) return
  const me = await queries.ensureQueryData(whoAmI).catch(() => undefined) // the frame around it says what is wrong
  const [first] = me ? openSections(me.rights).flat() : []
  if (first) throw redirect({ to: first.to, replace: true })
}

/** The settings and their parts; one's own profile. */
export function settingsRoutes(inside: Inside) {
  const getParentRoute = () => inside
  return [
    createRoute({
      getParentRoute,
      path: '/profile',
      component: screen(() => import('./ProfilePage'), 'ProfilePage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings',
      beforeLoad: ({ context }) => toFirst(context.queries),
      component: framed(() => import('./SettingsPage'), 'SettingsStart'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/account',
      component: framed(() => import('./AccountPage'), 'AccountPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/offers',
      component: framed(() => import('./OffersPage'), 'OffersPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/offers/$id',
      component: framed(() => import('./OfferPage'), 'OfferPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/products',
      component: framed(() => import('./ProductsPage'), 'ProductsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/products/$id',
      component: framed(() => import('./ProductPage'), 'ProductPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/sales-pages',
      component: framed(() => import('@/features/sales/SalesPagesPage'), 'SalesPagesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/sales-pages/$id',
      component: framed(() => import('@/features/sales/SalesPagePage'), 'SalesPagePage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/boards',
      component: framed(() => import('./BoardsPage'), 'BoardsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/boards/$id',
      component: framed(() => import('./BoardPage'), 'BoardPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/reasons',
      component: framed(() => import('./ReasonsPage'), 'ReasonsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/staff',
      component: framed(() => import('./StaffPage'), 'StaffPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/staff/$id',
      component: framed(() => import('./PersonPage'), 'PersonPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/roles',
      component: framed(() => import('./RolesPage'), 'RolesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/tokens',
      component: framed(() => import('./TokensPage'), 'TokensPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/mail',
      component: framed(() => import('./MailPage'), 'MailPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings/audit',
      validateSearch: readAuditSearch,
      component: framed(() => import('./AuditPage'), 'AuditPage'),
    }),
  ]
}
