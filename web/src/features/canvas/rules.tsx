import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Subject } from './definition'

/** Whether conditions can be built here. */
export const canBuild: boolean = false

/** A rule in words, in the language of who looks. */
export function useRuleWords(): (rule: unknown, subject: Subject) => string {
  const { t } = useTranslation('canvas')
  return useCallback((rule: unknown) => (rule ? t('rule.some') : ''), [t])
}

/** The builder of rules. */
export function RuleEditor(_: {
  subject: Subject
  value: unknown
  onChange: (rule: unknown) => void
  faults: Record<string, string> | undefined
  label: string
}) {
  return null
}
