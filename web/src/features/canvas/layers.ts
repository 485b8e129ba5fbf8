import { type Definition, exitsOf, type Vocabulary } from './definition'
import { gap } from './size'
import { inOrder } from './walk'

/**
 * A quick layout for processes with so many blocks that the careful one would
 * hold up the page: every block one row below the last that leads to it, and in its row near those.
 */
export function inLayers(definition: Definition, vocabulary: Vocabulary): Map<string, { x: number; y: number }> {
  const order = inOrder(definition, vocabulary)
  const onward = forward(definition, order)
  const rows = rowsOf(order, onward, vocabulary, definition)
  const parents = new Map<string, string[]>()
  for (const [from, to] of onward) parents.set(to, [...(parents.get(to) ?? []), from])
  const out = new Map<string, { x: number; y: number }>()
  rows.forEach((row, depth) => {
    const wish = new Map(row.map((id) => [id, middle((parents.get(id) ?? []).flatMap((p) => out.get(p)?.x ?? []))]))
    row.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0))
    const left = middle([...wish.values()]) - ((row.length - 1) * gap.x) / 2
    for (const [i, id] of row.entries()) out.set(id, { x: Math.round(left + i * gap.x), y: depth * gap.y })
  })
  return out
}

const middle = (values: number[]) => (values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length)

/** The connections without those that go back: a loop has no depth. */
function forward({ connections }: Definition, order: string[]): [string, string][] {
  const at = new Map(order.map((id, i) => [id, i]))
  const out = new Map<string, string[]>()
  for (const { from, to } of connections) if (at.has(from) && at.has(to)) out.set(from, [...(out.get(from) ?? []), to])
  const state = new Map<string, 'open' | 'done'>()
  const kept: [string, string][] = []
  for (const root of order) {
    const stack: { id: string; next: number }[] = state.has(root) ? [] : [{ id: root, next: 0 }]
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      state.set(top.id, state.get(top.id) ?? 'open')
      const to = out.get(top.id)?.[top.next++]
      if (to === undefined) {
        state.set(top.id, 'done')
        stack.pop()
        continue
      }
      if (state.get(to) === 'open') continue
      kept.push([top.id, to])
      if (!state.has(to)) stack.push({ id: to, next: 0 })
    }
  }
  return kept
}

/** Each block in the row below the lowest that leads to it; ends stand in the last one. */
function rowsOf(
  order: string[],
  onward: [string, string][],
  vocabulary: Vocabulary,
  definition: Definition,
): string[][] {
  const waiting = new Map(order.map((id) => [id, 0]))
  const out = new Map<string, string[]>()
  for (const [from, to] of onward) {
    waiting.set(to, (waiting.get(to) ?? 0) + 1)
    out.set(from, [...(out.get(from) ?? []), to])
  }
  const depth = new Map<string, number>()
  const ready = order.filter((id) => waiting.get(id) === 0)
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    const below = (depth.get(id) ?? 0) + 1
    for (const to of out.get(id) ?? []) {
      depth.set(to, Math.max(depth.get(to) ?? 0, below))
      waiting.set(to, (waiting.get(to) ?? 0) - 1)
      if (waiting.get(to) === 0) ready.push(to)
    }
  }
  const last = Math.max(0, ...depth.values())
  const ends = new Set(definition.blocks.filter((b) => exitsOf(b, vocabulary).length === 0).map((b) => b.id))
  const rows: string[][] = Array.from({ length: last + 1 }, () => [])
  for (const id of order) rows[ends.has(id) ? last : (depth.get(id) ?? 0)]?.push(id)
  return rows
}
