import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'

export type Letter = Schemas['Letter']
export type LetterText = Schemas['LetterText']
export type Template = Schemas['ListedTemplate']
export type Help = Schemas['TemplateHelp']

export const letterKeys = { all: ['letters'] as const, templates: ['letter-templates'] as const }

type Filter = NonNullable<Parameters<typeof listLetters>[0]>

function listLetters(
  query: {
    state?: ('queued' | 'sending' | 'sent' | 'failed' | 'withdrawn' | 'unknown')[]
    template?: string
    cause_kind?: 'process' | 'event' | 'person' | 'bulk'
    customer_id?: number
    order_number?: number
    from?: string
    until?: string
    cursor?: string
  },
  signal?: AbortSignal,
) {
  return value(client.GET('/api/v1/letters', { params: { query }, ...(signal ? { signal } : {}) }))
}

/** The log, page by page. */
export function letterPages(filter: Filter) {
  return infiniteQueryOptions({
    queryKey: [...letterKeys.all, 'list', filter],
    queryFn: ({ pageParam, signal }) => listLetters({ ...filter, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

export function oneLetter(id: number) {
  return queryOptions({
    queryKey: [...letterKeys.all, id],
    queryFn: ({ signal }) => value(client.GET('/api/v1/letters/{id}', { params: { path: { id } }, signal })),
  })
}

export const templates = queryOptions({
  queryKey: [...letterKeys.templates, 'list'],
  staleTime: 30_000,
  queryFn: async ({ signal }) => (await value(client.GET('/api/v1/letter-templates', { signal }))).items,
})

/** What a template may write, in the language of its letter. */
export function templateHelp(code: string, language: 'ru' | 'en') {
  return queryOptions({
    queryKey: [...letterKeys.templates, 'help', code, language],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      value(client.GET('/api/v1/letter-template-help', { params: { query: { code, language } }, signal })),
  })
}

/** What people call each template, in the language of the screen where it has one. */
export function useTemplateTitles(): (code: string) => string {
  const { i18n } = useTranslation()
  const { data } = useQuery(templates)
  const { language } = i18n
  return useMemo(() => {
    const titles = new Map<string, string>()
    for (const t of data ?? []) if (t.language === language || !titles.has(t.code)) titles.set(t.code, t.title)
    return (code) => titles.get(code) || code
  }, [data, language])
}
