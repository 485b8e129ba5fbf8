import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { ApiError } from '@/api/problem'
import type { Drafts, Language } from './draft'
import { letterKeys, type Template } from './queries'

/** Somebody saved the template meanwhile: what stands now. */
export interface Overtaken {
  language: Language
  theirs: Schemas['LetterTemplate']
}

/** Saves languages one by one, each only over what was read (API-1). */
export function useSaving(code: string, base: Template[], saved: (language: Language, now: Template) => void) {
  const { t } = useTranslation('letters')
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const [conflict, setConflict] = useState<Overtaken>()
  const put = async (language: Language, drafts: Drafts) => {
    const read = base.find((x) => x.language === language)
    const now = await value(
      client.PUT('/api/v1/letter-templates/{code}/{language}', {
        params: {
          path: { code, language },
          header: read ? { 'If-Match': `"${read.revision}"` } : { 'If-Match': '*', 'If-None-Match': '*' },
        },
        body: drafts[language],
      }),
    )
    saved(language, { ...now, uses: read?.uses ?? base[0]?.uses ?? [] })
  }
  const overtaken = async (language: Language) => {
    const theirs = await value(
      client.GET('/api/v1/letter-templates/{code}/{language}', { params: { path: { code, language } } }),
    )
    setConflict({ language, theirs })
  }
  const save = async (languages: Language[], drafts: Drafts) => {
    setBusy(true)
    setProblem('')
    setConflict(undefined)
    let at: Language | undefined
    try {
      for (const language of languages) {
        at = language
        await put(language, drafts)
      }
      notifications.show({ color: 'green', message: t('editor.saved') })
    } catch (error) {
      const exists = error instanceof ApiError && error.fields.some((f) => f.code === 'already_exists')
      if (at && error instanceof ApiError && (error.stale || exists)) await overtaken(at).catch(() => undefined)
      else setProblem(`${at ? `${t(`language.${at}`)}: ` : ''}${inWords(error)}`)
    }
    setBusy(false)
    void queries.invalidateQueries({ queryKey: [...letterKeys.templates, 'list'] })
  }
  return { busy, problem, conflict, save, forget: () => setConflict(undefined) }
}

function inWords(error: unknown): string {
  if (error instanceof ApiError && error.fields.length > 0) return error.fields.map((f) => f.detail).join(' ')
  return error instanceof Error ? error.message : String(error)
}
