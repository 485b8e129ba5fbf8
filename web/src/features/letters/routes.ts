import { createRoute } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { screen } from '@/app/screen'
import { readSearch, readTemplateSearch } from './search'

/** The letter log, a letter, the templates and their editor. */
export function letterRoutes(inside: Inside) {
  const getParentRoute = () => inside
  return [
    createRoute({
      getParentRoute,
      path: '/letters',
      validateSearch: readSearch,
      component: screen(() => import('./LettersPage'), 'LettersPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/letters/$id',
      component: screen(() => import('./LetterPage'), 'LetterPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/letters/templates',
      component: screen(() => import('./TemplatesPage'), 'TemplatesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/letters/templates/$code',
      validateSearch: readTemplateSearch,
      component: screen(() => import('./TemplatePage'), 'TemplatePage'),
    }),
  ]
}
