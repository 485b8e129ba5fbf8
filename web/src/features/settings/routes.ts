import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { readAuditSearch } from './audit-search'

/** The settings and their parts; one's own profile. */
export function settingsRoutes(inside: Inside) {
  const settings = createRoute({
    getParentRoute: () => inside,
    path: '/settings',
    component: lazyRouteComponent(() => import('./SettingsPage'), 'SettingsPage'),
  })
  const getParentRoute = () => settings
  const profile = createRoute({
    getParentRoute: () => inside,
    path: '/profile',
    component: lazyRouteComponent(() => import('./ProfilePage'), 'ProfilePage'),
  })
  return [
    profile,
    settings.addChildren([
      createRoute({
        getParentRoute,
        path: '/',
        component: lazyRouteComponent(() => import('./SettingsPage'), 'SettingsStart'),
      }),
      createRoute({
        getParentRoute,
        path: '/account',
        component: lazyRouteComponent(() => import('./AccountPage'), 'AccountPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/offers',
        component: lazyRouteComponent(() => import('./OffersPage'), 'OffersPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/offers/$id',
        component: lazyRouteComponent(() => import('./OfferPage'), 'OfferPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/products',
        component: lazyRouteComponent(() => import('./ProductsPage'), 'ProductsPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/products/$id',
        component: lazyRouteComponent(() => import('./ProductPage'), 'ProductPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/sales-pages',
        component: lazyRouteComponent(() => import('@/features/sales/SalesPagesPage'), 'SalesPagesPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/sales-pages/$id',
        component: lazyRouteComponent(() => import('@/features/sales/SalesPagePage'), 'SalesPagePage'),
      }),
      createRoute({
        getParentRoute,
        path: '/boards',
        component: lazyRouteComponent(() => import('./BoardsPage'), 'BoardsPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/boards/$id',
        component: lazyRouteComponent(() => import('./BoardPage'), 'BoardPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/reasons',
        component: lazyRouteComponent(() => import('./ReasonsPage'), 'ReasonsPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/staff',
        component: lazyRouteComponent(() => import('./StaffPage'), 'StaffPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/staff/$id',
        component: lazyRouteComponent(() => import('./PersonPage'), 'PersonPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/roles',
        component: lazyRouteComponent(() => import('./RolesPage'), 'RolesPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/tokens',
        component: lazyRouteComponent(() => import('./TokensPage'), 'TokensPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/mail',
        component: lazyRouteComponent(() => import('./MailPage'), 'MailPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/audit',
        validateSearch: readAuditSearch,
        component: lazyRouteComponent(() => import('./AuditPage'), 'AuditPage'),
      }),
    ]),
  ]
}
