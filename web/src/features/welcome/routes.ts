import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Inside } from '@/app/router'

/** The way from an empty school to its first paid order. */
export function welcomeRoutes(inside: Inside) {
  return [
    createRoute({
      getParentRoute: () => inside,
      path: '/welcome',
      component: lazyRouteComponent(() => import('./WelcomePage'), 'WelcomePage'),
    }),
  ]
}
