import { useTranslation } from 'react-i18next'
import { useWhere } from '@/ui/values'
import { useReferences, useRegistry, useUsualCurrency } from './registry'
import type { Rule } from './rule'
import { phrase, sentence, type Words } from './say'

/** What sentences about rules need; undefined until it is there. */
export function useWords(): Words | undefined {
  const { t } = useTranslation('segments')
  const registry = useRegistry().data
  const references = useReferences()
  const where = useWhere()
  const currency = useUsualCurrency()
  return registry && { t, registry, references, where, currency }
}

/** A rule in one sentence; without its subject where it is plain what the rule is about. */
export function RuleSentence({ subject, rule, bare = false }: { subject: string; rule: unknown; bare?: boolean }) {
  const words = useWords()
  if (!words) return '…'
  return bare ? phrase(rule as Rule, subject, words) : sentence(rule as Rule, subject, words)
}
