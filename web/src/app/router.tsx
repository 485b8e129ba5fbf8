import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, Outlet } from '@tanstack/react-router'
import { accountRoutes } from '@/features/account/routes'
import { bulkRoutes } from '@/features/bulk/routes'
import { canvasRoutes } from '@/features/canvas/routes'
import { customerRoutes } from '@/features/customers/routes'
import { dashboardRoutes } from '@/features/dashboard/routes'
import { letterRoutes } from '@/features/letters/routes'
import { moneyRoutes } from '@/features/money/routes'
import { orderRoutes } from '@/features/orders/routes'
import { runningRoutes } from '@/features/processes/routes'
import { segmentRoutes } from '@/features/segments/routes'
import { settingsRoutes } from '@/features/settings/routes'
import { welcomeRoutes } from '@/features/welcome/routes'
import { Broken } from './Broken'
import { Gate } from './Gate'
import { Home } from './Home'
import { Lost } from './Lost'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet, notFoundComponent: Lost })

/** Everything behind the log-in stands in the shell. */
const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Gate })

const home = createRoute({ getParentRoute: () => inside, path: '/', component: Home })

const tree = root.addChildren([
  ...accountRoutes(root),
  inside.addChildren([
    home,
    ...bulkRoutes(inside),
    ...canvasRoutes(inside),
    ...customerRoutes(inside),
    ...dashboardRoutes(inside),
    ...letterRoutes(inside),
    ...moneyRoutes(inside),
    ...orderRoutes(inside),
    ...runningRoutes(inside),
    ...segmentRoutes(inside),
    ...settingsRoutes(inside),
    ...welcomeRoutes(inside),
  ]),
])

export const router = createRouter({
  routeTree: tree,
  context: { queries: undefined as unknown as QueryClient },
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

export type Inside = typeof inside
export type Root = typeof root
