import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { ApiError } from '@/api/problem'
import { type Draft, type Language, written } from './draft'
import type { Fault } from './PartEditor'
import { letterKeys } from './queries'

/** Fills a draft with an order while one types: the letter, or the faults of the template. */
export function useTrial(code: string, language: Language, draft: Draft, order: number | undefined) {
  const [settled] = useDebouncedValue(draft, 400)
  const { title: _, ...body } = settled
  const asked = { ...body, order_id: order ?? 1 }
  const trial = useQuery({
    queryKey: [...letterKeys.templates, 'trial', code, language, asked],
    enabled: written(settled),
    retry: false,
    gcTime: 30_000,
    queryFn: ({ signal }) =>
      value(
        client.POST('/api/v1/letter-templates/{code}/{language}/preview', {
          params: { path: { code, language } },
          body: asked,
          signal,
        }),
      ),
  })
  const { t } = useTranslation('letters')
  const kept = useRef(trial.data)
  if (trial.data) kept.current = trial.data
  const faults = written(draft) ? faultsOf(trial.error, (name) => t('editor.unknown', { name })) : []
  return { letter: kept.current, faults, error: faults.length === 0 ? trial.error : null, pending: trial.isFetching }
}

const parts = ['subject', 'html', 'text']

/** The faults that stand in a part of the template, with their lines. What exists is offered while one types, and not listed again. */
export function faultsOf(error: unknown, unknown: (name: string) => string): Fault[] {
  if (!(error instanceof ApiError)) return []
  return error.fields
    .filter((f) => parts.includes(f.path))
    .map((f) => ({
      path: f.path,
      detail: f.code === 'unknown_variable' && f.params?.variable ? unknown(String(f.params.variable)) : f.detail,
      line: typeof f.params?.line === 'number' ? f.params.line : 0,
    }))
}
