import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { RuleBuilder } from '@/features/segments/RuleBuilder'
import { useReferences, useRegistry, useUsualCurrency } from '@/features/segments/registry'
import { everything, isEmpty, type Rule } from '@/features/segments/rule'
import { phrase } from '@/features/segments/say'
import { useWhere } from '@/ui/values'
import type { Subject } from './definition'

/** A rule in words, in the language of who looks; the function changes only when the words do. */
export function useRuleWords(): (rule: unknown, subject: Subject) => string {
  const { t } = useTranslation('segments')
  const registry = useRegistry().data
  const references = JSON.stringify(useReferences())
  const { language, timeZone } = useWhere()
  const currency = useUsualCurrency()
  return useMemo(() => {
    const words = registry && {
      t,
      registry,
      references: JSON.parse(references),
      where: { language, timeZone },
      currency,
    }
    return (rule, subject) => (words && isRule(rule) ? phrase(rule, subject, words) : isRule(rule) ? '…' : '')
  }, [t, registry, references, language, timeZone, currency])
}

/** A draft may hold anything that is an object; the checker says so, and words need more. */
function isRule(rule: unknown): rule is Rule {
  if (typeof rule !== 'object' || rule === null || (isEmpty(rule) && !('all' in rule))) return false
  if ('all' in rule || 'any' in rule) {
    const parts = 'all' in rule ? rule.all : (rule as { any: unknown }).any
    return Array.isArray(parts) && parts.every(isRule)
  }
  if ('not' in rule) return isRule(rule.not)
  if ('field' in rule) return typeof rule.field === 'string'
  if (!('has' in rule || 'belongs_to' in rule)) return false
  return !('where' in rule) || rule.where === undefined || isRule(rule.where)
}

/** The builder of rules; a rule of nothing is none. */
export function RuleEditor({
  subject,
  value,
  onChange,
  faults,
  label,
}: {
  subject: Subject
  value: unknown
  onChange: (rule: unknown) => void
  faults: Record<string, string> | undefined
  label: string
}) {
  return (
    <RuleBuilder
      subject={subject}
      value={isRule(value) ? value : everything}
      onChange={(rule) => onChange(isEmpty(rule) ? undefined : rule)}
      label={label}
      {...(faults ? { faults } : {})}
    />
  )
}
