import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { readSearch, readTemplateSearch } from './search'

/** The letter log, a letter, the templates and their editor. */
export function letterRoutes(inside: Inside) {
  const getParentRoute = () => inside
  return [
    createRoute({
      getParentRoute,
      path: '/letters',
      validateSearch: readSearch,
      component: lazyRouteComponent(() => import('./LettersPage'), 'LettersPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/letters/$id',
      component: lazyRouteComponent(() => import('./LetterPage'), 'LetterPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/letters/templates',
      component: lazyRouteComponent(() => import('./TemplatesPage'), 'TemplatesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/letters/templates/$code',
      validateSearch: readTemplateSearch,
      component: lazyRouteComponent(() => import('./TemplatePage'), 'TemplatePage'),
    }),
  ]
}
