import { createRoute } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { screen } from '@/app/screen'

/** The way from an empty school to its first paid order. */
export function welcomeRoutes(inside: Inside) {
  return [
    createRoute({
      getParentRoute: () => inside,
      path: '/welcome',
      component: screen(() => import('./WelcomePage'), 'WelcomePage'),
    }),
  ]
}
