import { useQuery } from '@tanstack/react-query'
import { useTemplateTitles } from '@/features/letters/queries'
import { boards } from '@/features/orders/queries'
import { useAuthors } from './authors'
import type { Names } from './history-words'
import { type Card, useColleagues, useReasons } from './queries'

/** The names behind the ids of a history. */
export function useNames(card: Card): Names {
  const people = new Map(useColleagues().map((p) => [p.id, p.name]))
  const stages = new Map((useQuery(boards).data ?? []).flatMap((b) => b.stages.map((s) => [s.id, s.title] as const)))
  const reasons = new Map(useReasons().map((r) => [r.id, r.name]))
  const author = useAuthors(new Map(card.enrollments.map((e) => [e.process_id, e.process_title])))
  const template = useTemplateTitles()
  return {
    person: (id) => people.get(id) ?? `#${id}`,
    stage: (id) => stages.get(id) ?? `#${id}`,
    reason: (id) => reasons.get(id) ?? `#${id}`,
    template,
    author,
  }
}
