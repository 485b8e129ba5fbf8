import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { client, type Schemas, value, versioned } from '@/api/client'
import { notifyFault } from '@/ui/notify'
import type { Definition } from './outline'
import { asQuery, type EnrollmentSearch } from './search'

export type Process = Schemas['Process']
export type Enrollment = Schemas['Enrollment']
export type EnrollmentCard = Schemas['EnrollmentCard']
export type Step = Schemas['Step']
export type Failures = Schemas['Failures']

/** What is asked of the API about processes at work. Everything about one process begins with its key. */
export const processKeys = {
  list: ['processes'] as const,
  one: (id: number) => ['process', id] as const,
  enrollment: (id: number) => ['enrollment', id] as const,
  failures: ['failures'] as const,
}

/** All processes: a school has dozens. */
export const processList = queryOptions({
  queryKey: processKeys.list,
  queryFn: async ({ signal }) => {
    const all: Process[] = []
    let cursor: string | undefined
    do {
      const query = { limit: 200, ...(cursor ? { cursor } : {}) }
      const page = await value(client.GET('/api/v1/processes', { params: { query }, signal }))
      all.push(...page.items)
      cursor = page.next
    } while (cursor)
    return all
  },
})

/** One process with its version. */
export function processCard(id: number) {
  return queryOptions({
    queryKey: [...processKeys.one(id), 'card'],
    queryFn: ({ signal }) => versioned(client.GET('/api/v1/processes/{id}', { params: { path: { id } }, signal })),
  })
}

/** How many wait, have passed and failed, block by block (PRC-11). */
export function processNumbers(id: number) {
  return queryOptions({
    queryKey: [...processKeys.one(id), 'numbers'],
    queryFn: ({ signal }) => value(client.GET('/api/v1/processes/{id}/numbers', { params: { path: { id } }, signal })),
  })
}

/** A published revision never changes. */
export function revision(id: number, number: number) {
  return queryOptions({
    queryKey: ['revision', id, number],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const path = { id, number }
      const found = await value(client.GET('/api/v1/processes/{id}/revisions/{number}', { params: { path }, signal }))
      return found.definition as Definition
    },
  })
}

/** Who stands where in a process, the newest first. */
export function enrollmentPages(process: number, search: EnrollmentSearch) {
  return infiniteQueryOptions({
    queryKey: [...processKeys.one(process), 'enrollments', search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...asQuery(process, search), limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }
      return value(client.GET('/api/v1/enrollments', { params: { query }, signal }))
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
}

/** One enrollment with its journal. */
export function enrollmentCard(id: number) {
  return queryOptions({
    queryKey: processKeys.enrollment(id),
    queryFn: ({ signal }) => value(client.GET('/api/v1/enrollments/{id}', { params: { path: { id } }, signal })),
  })
}

/** What failed, in groups. */
export const failures = queryOptions({
  queryKey: processKeys.failures,
  queryFn: async ({ signal }) => (await value(client.GET('/api/v1/enrollments/failures', { signal }))).items,
})

/** Enrollments by their ids, or all of a group that failed. */
export type Which = { enrollment_ids: number[] } | { process_id: number; block: string; failure: string }
export interface Act {
  action: 'retry' | 'skip' | 'stop'
  which: Which
}

/** Tries again, skips or stops; afterwards everything about processes is asked for again. */
export function useAct(done?: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ action, which }: Act) => {
      if (action !== 'stop') return value(client.POST(`/api/v1/enrollments/${action}`, { body: which }))
      return value(
        client.POST('/api/v1/enrollments/stop', {
          body: { enrollment_ids: 'enrollment_ids' in which ? which.enrollment_ids : [] },
        }),
      )
    },
    onSuccess: () => done?.(),
    onError: notifyFault,
    onSettled: () => {
      for (const key of ['processes', 'process', 'enrollment', 'failures'])
        void queries.invalidateQueries({ queryKey: [key] })
    },
  })
}
