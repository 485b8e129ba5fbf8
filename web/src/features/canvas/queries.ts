import { queryOptions } from '@tanstack/react-query'
import { client, type Schemas, value, versioned } from '@/api/client'
import type { Definition, Doc } from './definition'

export type Process = Schemas['Process']
export type Revision = Schemas['Revision']

/** The draft with its version, as it is edited. It is asked for once: from then on the editor holds it. */
export function draftOf(id: number) {
  return queryOptions({
    queryKey: ['process', id, 'draft'],
    queryFn: ({ signal }) => versioned(client.GET('/api/v1/processes/{id}', { params: { path: { id } }, signal })),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
}

export function docOfProcess(process: Process): Doc {
  return { definition: process.draft as Definition, layout: process.layout }
}

/** What processes may consist of. It changes with the program only. */
export const vocabularies = queryOptions({
  queryKey: ['process-vocabulary'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => (await value(client.GET('/api/v1/processes/schema'))).items,
})

/** Processes to start from, in the language of who asks. */
export function processTemplates(language: string) {
  return queryOptions({
    queryKey: ['process-templates', language],
    staleTime: 60_000,
    queryFn: async () => (await value(client.GET('/api/v1/process-templates'))).items,
  })
}

/** What was published, the newest first. */
export function revisionsOf(id: number) {
  return queryOptions({
    queryKey: ['process', id, 'revisions'],
    queryFn: async ({ signal }) =>
      (await value(client.GET('/api/v1/processes/{id}/revisions', { params: { path: { id } }, signal }))).items,
  })
}

/** All offers that are sold: a school has some hundreds at most. */
export const offers = queryOptions({
  queryKey: ['offers', 'all'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => {
    const all: Schemas['Offer'][] = []
    let cursor: string | undefined
    do {
      const query = { limit: 200, ...(cursor ? { cursor } : {}) }
      const page = await value(client.GET('/api/v1/offers', { params: { query }, signal }))
      all.push(...page.items)
      cursor = page.next
    } while (cursor)
    return all
  },
})
