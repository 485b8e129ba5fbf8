import { createRoute } from '@tanstack/react-router'
import type { Inside } from '@/app/router'
import { screen } from '@/app/screen'
import { type Subject, subjects } from './registry'

/** What the addresses of segments say. */
export interface SegmentSearch {
  object?: Subject
  /** The object that is asked about: why it is in, or not. */
  why?: number
}

function readSearch(raw: Record<string, unknown>): SegmentSearch {
  const object = subjects.find((s) => s === raw.object)
  const why = Number(raw.why)
  return { ...(object ? { object } : {}), ...(Number.isSafeInteger(why) && why > 0 ? { why } : {}) }
}

/** The address that asks about an object, or about none. */
export function asking(now: SegmentSearch, id: number | undefined): SegmentSearch {
  const { why: _, ...rest } = now
  return id ? { ...rest, why: id } : rest
}

/** The saved selections, and one of them. */
export function segmentRoutes(inside: Inside) {
  const getParentRoute = () => inside
  return [
    createRoute({
      getParentRoute,
      path: '/segments',
      component: screen(() => import('./SegmentsPage'), 'SegmentsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/segments/new',
      validateSearch: readSearch,
      component: screen(() => import('./SegmentPage'), 'NewSegmentPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/segments/$id',
      validateSearch: readSearch,
      component: screen(() => import('./SegmentPage'), 'SegmentPage'),
    }),
  ]
}
