import { createRoute } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { screen } from '@/app/screen'

const tabs = ['canvas', 'settings', 'revisions'] as const
export type Tab = (typeof tabs)[number]

/** Which part of a process stands open. */
export function readTab(search: Record<string, unknown>): { tab?: Tab } {
  const tab = tabs.find((t) => t === search.tab)
  return tab && tab !== 'canvas' ? { tab } : {}
}

/** A new process, and the editor of one. */
export function canvasRoutes(inside: Inside) {
  const getParentRoute = () => inside
  return [
    createRoute({
      getParentRoute,
      path: '/processes/new',
      component: screen(() => import('./NewProcessPage'), 'NewProcessPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/processes/$id',
      validateSearch: readTab,
      component: screen(() => import('./ProcessPage'), 'ProcessPage'),
    }),
  ]
}
