import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { templates, useTemplateTitles } from '@/features/letters/queries'
import { useReasons } from '@/features/order/queries'
import { boards } from '@/features/orders/queries'
import { statuses, useWhere } from '@/ui/values'
import { offers } from './queries'
import { useRuleWords } from './rules'
import type { Names, Words } from './words'

/** How everything that a process speaks of is called. */
export function useProcessWords(): Words {
  const { t } = useTranslation('canvas')
  const where = useWhere()
  const names = useNames()
  const rule = useRuleWords()
  const { language, timeZone } = where
  return useMemo(() => ({ t, where: { language, timeZone }, names, rule }), [t, language, timeZone, names, rule])
}

/** How processes from templates end. */
const outcomes = [
  'paid',
  'partially paid',
  'closed otherwise',
  'cancelled',
  'completed',
  'no longer paid in full',
  'ordered',
  'thanked',
] as const

function useNames(): Names {
  const { t, i18n } = useTranslation(['common', 'processes'])
  const sold = useQuery(offers).data
  const letters = useQuery(templates).data
  const places = useQuery(boards).data
  const reasons = useReasons()
  const titled = useTemplateTitles()
  const { language } = i18n
  return useMemo(() => {
    void language
    return {
      offer: new Map(sold?.map((o) => [o.code, o.title])),
      letter_template: new Map(letters?.map((l) => [l.code, titled(l.code)])),
      board: new Map(places?.map((b) => [String(b.id), b.title])),
      stage: new Map(places?.flatMap((b) => b.stages.map((s) => [String(s.id), s.title] as const))),
      refusal_reason: new Map(reasons.map((r) => [String(r.id), r.name])),
      outcome: new Map(outcomes.map((o) => [o as string, t(`processes:outcome.${o}`)])),
      status: new Map(statuses.map((s) => [s as string, t(`status.${s}`)])),
    }
  }, [sold, letters, places, reasons, titled, t, language])
}
