/** A rule as the API takes it. */
export type Rule =
  | { all: Rule[] }
  | { any: Rule[] }
  | { not: Rule }
  | { field: string; op: string; value?: unknown }
  | { has: string; count?: Count; where?: Rule }
  | { belongs_to: string; where?: Rule }

/** How many related objects there should be. */
export interface Count {
  op: CountOp
  value: number
}

export const countOps = ['at_least', 'at_most', 'exactly'] as const
export type CountOp = (typeof countOps)[number]

/** "3 days", by which dates are compared with the present. */
export interface Duration {
  amount: number
  unit: Unit
}

export const units = ['minutes', 'hours', 'days', 'weeks', 'months'] as const
export type Unit = (typeof units)[number]

/** The rule that selects everything. */
export const everything: Rule = { all: [] }

/** Whether the rule says nothing. */
export function isEmpty(rule: unknown): boolean {
  return typeof rule !== 'object' || rule === null || ('all' in rule && listOf(rule.all).length === 0)
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** What stands under "value" for an operator: the rest take one value of the field's type. */
export type Shape = 'one' | 'none' | 'list' | 'pair' | 'duration' | 'day'

const shapes: Record<string, Shape> = {
  is_set: 'none',
  is_not_set: 'none',
  one_of: 'list',
  none_of: 'list',
  all_of: 'list',
  between: 'pair',
  more_than_ago: 'duration',
  less_than_ago: 'duration',
  within_next: 'duration',
  on_day: 'day',
}

export function shapeOf(op: string): Shape {
  return shapes[op] ?? 'one'
}

/** The paths of the conditions that still lack a value; a rule without any can be asked of the API. */
export function unfinished(rule: Rule, path = ''): string[] {
  const at = (key: string) => (path ? `${path}.${key}` : key)
  const inside = (key: string, rules: Rule[]) => rules.flatMap((r, i) => unfinished(r, at(`${key}[${i}]`)))
  if ('all' in rule) return inside('all', rule.all)
  if ('any' in rule) return rule.any.length === 0 ? [at('any')] : inside('any', rule.any)
  if ('not' in rule) return unfinished(rule.not, at('not'))
  if ('field' in rule) return lacks(rule) ? [at('value')] : []
  return rule.where ? unfinished(rule.where, at('where')) : []
}

function lacks({ op, value }: { op: string; value?: unknown }): boolean {
  switch (shapeOf(op)) {
    case 'none':
      return false
    case 'list':
      return listOf(value).length === 0
    case 'pair':
      return listOf(value).length < 2 || listOf(value).some(blank)
    case 'duration':
      return blank((value as Duration | undefined)?.amount)
    default:
      return blank(value)
  }
}

function blank(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
