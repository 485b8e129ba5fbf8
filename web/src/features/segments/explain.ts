import { type Registry, relationIn } from './registry'
import type { Rule } from './rule'

interface Condition {
  node: Rule
  /** The kind of object that the condition is about. */
  object: string
}

/**
 * The condition that a reason of the API names by its path, "rule.all[0]"; one
 * about the object that this belongs to without what is asked of that, which has
 * reasons of its own. Without a path it is no condition of the rule: orders of
 * status false are in no segment.
 */
export function conditionAt(rule: Rule, path: string, object: string, registry: Registry): Condition | undefined {
  const [root, ...keys] = path.match(/[^.[\]]+/g) ?? []
  if (root === undefined) return undefined
  let node: unknown = rule
  let about = object
  for (const key of keys) {
    if (typeof node !== 'object' || node === null) return undefined
    const at = node as Record<string, unknown>
    if (key === 'where') about = relationIn(registry, about, String(at.has ?? at.belongs_to))?.object ?? about
    node = at[key]
  }
  if (typeof node !== 'object' || node === null) return undefined
  return { node: 'belongs_to' in node ? { belongs_to: String(node.belongs_to) } : (node as Rule), object: about }
}
