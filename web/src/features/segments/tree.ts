import type { RuleGroupType, RuleType } from 'react-querybuilder'
import { type Count, listOf, type Rule } from './rule'

/** A rule while it is edited: the builder's groups and rows, each with an id. */
export type Group = Omit<RuleGroupType, 'rules'> & { id: string; combinator: 'and' | 'or'; rules: (Group | Row)[] }
export type Row = RuleType & { id: string; field: string; operator: string; value: unknown }

/** The value of a row about related objects. */
export interface RelatedValue {
  count: Count
  where: Group
}

/** Rows about related objects name the relation in place of a field. */
export const hasPrefix = 'has:'
export const belongsPrefix = 'belongs_to:'

export function relationOf(field: string): string | undefined {
  if (field.startsWith(hasPrefix)) return field.slice(hasPrefix.length)
  if (field.startsWith(belongsPrefix)) return field.slice(belongsPrefix.length)
  return undefined
}

export function newId(): string {
  return crypto.randomUUID()
}

export function newGroup(rules: (Group | Row)[] = [], combinator: Group['combinator'] = 'and', not = false): Group {
  return { id: newId(), combinator, not, rules }
}

/** Reads a rule of the API, whose highest node becomes a group. */
export function groupOf(rule: unknown): Group {
  const node = nodeOf(rule)
  if (!node) return newGroup()
  return 'rules' in node ? node : newGroup([node])
}

function nodeOf(rule: unknown): Group | Row | undefined {
  if (typeof rule !== 'object' || rule === null) return undefined
  const r = rule as Record<string, unknown>
  if ('all' in r) return newGroup(nodes(r.all))
  if ('any' in r) return newGroup(nodes(r.any), 'or')
  if ('not' in r) return negated(nodeOf(r.not))
  if (typeof r.has === 'string') {
    const count = (r.count as Count | undefined) ?? { op: 'at_least', value: 1 }
    return row(hasPrefix + r.has, '', { count, where: groupOf(r.where) })
  }
  if (typeof r.belongs_to === 'string') return row(belongsPrefix + r.belongs_to, '', related(r.where))
  if (typeof r.field === 'string') return row(r.field, String(r.op ?? ''), r.value)
  return undefined
}

function nodes(rules: unknown): (Group | Row)[] {
  return listOf(rules).flatMap((r) => nodeOf(r) ?? [])
}

function negated(node: Group | Row | undefined): Group | undefined {
  if (!node) return undefined
  return 'rules' in node && !node.not ? { ...node, not: true } : newGroup([node], 'and', true)
}

export function related(where?: unknown): RelatedValue {
  return { count: { op: 'at_least', value: 1 }, where: groupOf(where) }
}

function row(field: string, operator: string, value: unknown): Row {
  return { id: newId(), field, operator, value }
}

export function newRow(): Row {
  return row('', '', undefined)
}

/** The group with another node at the path. */
export function replaced(group: Group, path: number[], node: Row): Group {
  const [at, ...rest] = path
  const rules = group.rules.map((old, i) => {
    if (i !== at) return old
    return rest.length > 0 && 'rules' in old ? replaced(old, rest, node) : node
  })
  return { ...group, rules }
}

/** Where a node stands in the rule that the API gets. */
export type Places = Map<string, string>

/** Writes the rule for the API, and where each node of the builder stands in it. */
export function ruleOf(group: Group): { rule: Rule; places: Places } {
  const places: Places = new Map()
  return { rule: writeGroup(group, '', places), places }
}

function join(path: string, key: string): string {
  return path ? `${path}.${key}` : key
}

function writeGroup(group: Group, path: string, places: Places): Rule {
  const key = group.combinator === 'or' ? 'any' : 'all'
  const inner = group.not ? join(path, 'not') : path
  places.set(group.id, path)
  // A row that was only just added, and says nothing yet, is no condition.
  const said = group.rules.filter((node) => 'rules' in node || node.field !== '')
  const rules = said.map((node, i) => writeNode(node, `${join(inner, key)}[${i}]`, places))
  const written: Rule = key === 'any' ? { any: rules } : { all: rules }
  return group.not ? { not: written } : written
}

function writeNode(node: Group | Row, path: string, places: Places): Rule {
  if ('rules' in node) return writeGroup(node, path, places)
  places.set(node.id, path)
  const relation = relationOf(node.field)
  if (relation === undefined) {
    return { field: node.field, op: node.operator, ...(node.value === undefined ? {} : { value: node.value }) }
  }
  const { count, where } = node.value as RelatedValue
  const narrowed = where.rules.some((node) => 'rules' in node || node.field !== '')
    ? { where: writeGroup(where, join(path, 'where'), places) }
    : {}
  return node.field.startsWith(hasPrefix)
    ? { has: relation, count, ...narrowed }
    : { belongs_to: relation, ...narrowed }
}

/** A fault beside its row: which part of it is meant, and what is said. */
export interface PlacedFault {
  /** "value", "op", "count.value"; "" for the whole. */
  part: string
  text: string
}

/** Puts the API's faults, by their paths within the rule, to the nodes that stand there. */
export function placeFaults(faults: Record<string, string>, places: Places): Map<string, PlacedFault[]> {
  const placed = new Map<string, PlacedFault[]>()
  for (const [path, text] of Object.entries(faults)) {
    const found = holder(path, places)
    if (found) placed.set(found.id, [...(placed.get(found.id) ?? []), { part: found.part, text }])
  }
  return placed
}

/** The deepest node that the path leads into. */
function holder(path: string, places: Places): { id: string; part: string } | undefined {
  let best: { id: string; at: string } | undefined
  for (const [id, at] of places) {
    const leads = at === '' || path === at || path.startsWith(`${at}.`) || path.startsWith(`${at}[`)
    if (leads && (!best || at.length > best.at.length)) best = { id, at }
  }
  return best && { id: best.id, part: path.slice(best.at.length).replace(/^\./, '') }
}
