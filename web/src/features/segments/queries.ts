import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, type Schemas, value, versioned } from '@/api/client'
import type { Subject } from './registry'
import type { Rule } from './rule'

export type Segment = Schemas['Segment']
export type Member = Schemas['SegmentMember']

export const segmentKeys = { all: ['segments'] as const }

export const segmentPages = infiniteQueryOptions({
  queryKey: [...segmentKeys.all, 'list'],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) =>
    value(
      client.GET('/api/v1/segments', {
        params: { query: { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) } },
        signal,
      }),
    ),
  getNextPageParam: (page) => page.next,
})

/** The segments about one kind of object, to choose from. */
export function segmentsOf(object: Subject) {
  return queryOptions({
    queryKey: [...segmentKeys.all, 'of', object],
    queryFn: async () =>
      (await value(client.GET('/api/v1/segments', { params: { query: { object, limit: 200 } } }))).items,
  })
}

export function oneSegment(id: number) {
  return queryOptions({
    queryKey: [...segmentKeys.all, id],
    queryFn: ({ signal }) => versioned(client.GET('/api/v1/segments/{id}', { params: { path: { id } }, signal })),
  })
}

/** How many a rule selects now, and some of them (SEG-3); asked again while one edits, the question before is called off. */
export function segmentPreview(object: Subject, rule: Rule) {
  return queryOptions({
    queryKey: ['segment-preview', object, rule],
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => value(client.POST('/api/v1/segments/preview', { body: { object, rule }, signal })),
  })
}

/** Why one object is in or not in, condition by condition. */
export function segmentWhy(object: Subject, rule: Rule, id: number) {
  return queryOptions({
    queryKey: ['segment-preview', object, rule, 'why', id],
    retry: false,
    queryFn: ({ signal }) =>
      value(client.POST('/api/v1/segments/preview', { body: { object, rule, explain_id: id }, signal })),
  })
}
