import { ApiError } from '@/api/problem'
import { i18n } from '@/i18n'
import { type Rule, unfinished } from './rule'

/**
 * The faults of a rule, by their paths within it, from an answer in which it
 * stands at `at`: "rule", "query.filter", "blocks[2].params.rule".
 */
export function ruleFaults(error: unknown, at: string): Record<string, string> {
  if (!(error instanceof ApiError)) return {}
  const inside = error.fields.filter((f) => f.path === at || f.path.startsWith(`${at}.`) || at === '')
  return Object.fromEntries(inside.map((f) => [f.path.slice(at.length).replace(/^\./, ''), f.detail]))
}

/** What is said of conditions that lack their value, before the rule is sent. */
export function unfinishedFaults(rule: Rule): Record<string, string> {
  return Object.fromEntries(unfinished(rule).map((path) => [path, i18n.t('segments:builder.lacks')]))
}
