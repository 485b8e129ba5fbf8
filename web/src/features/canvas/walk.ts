import { type Definition, exitsOf, type Vocabulary, waysOf } from './definition'

/** The blocks in the order in which an object meets them, first ways first; then those that nothing leads to. */
export function inOrder(definition: Definition, vocabulary: Vocabulary): string[] {
  const ways = waysOf(definition)
  const byId = new Map(definition.blocks.map((b) => [b.id, b]))
  const seen = new Set<string>()
  const starts = [...definition.blocks].sort((a, b) => Number(b.kind === 'start') - Number(a.kind === 'start'))
  for (const { id } of starts) {
    const ahead = [id]
    for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
      const block = byId.get(at)
      if (!block || seen.has(at)) continue
      seen.add(at)
      for (const exit of exitsOf(block, vocabulary).reverse()) {
        const to = ways.get(at)?.get(exit)
        if (to && !seen.has(to)) ahead.push(to)
      }
    }
  }
  return [...seen]
}

export type Direction = 'ahead' | 'back' | 'left' | 'right'

/** The block that an arrow key leads to: along a connection, or to a neighbour behind the same block. */
export function neighbour(
  definition: Definition,
  vocabulary: Vocabulary,
  id: string,
  way: Direction,
): string | undefined {
  const block = definition.blocks.find((b) => b.id === id)
  if (!block) return definition.blocks[0]?.id
  const ways = waysOf(definition)
  if (way === 'ahead') return followers(id)[0]
  const before = definition.connections.find((c) => c.to === id)?.from
  if (way === 'back' || before === undefined) return before
  const beside = followers(before)
  const at = beside.indexOf(id)
  return beside[(at + (way === 'right' ? 1 : beside.length - 1)) % beside.length]

  function followers(of: string): string[] {
    const from = definition.blocks.find((b) => b.id === of)
    const out = from ? exitsOf(from, vocabulary).flatMap((exit) => ways.get(of)?.get(exit) ?? []) : []
    return [...new Set(out)]
  }
}

/** The blocks whose words hold the text. */
export function find(order: string[], words: (id: string) => string, text: string): string[] {
  const wanted = text.trim().toLowerCase()
  return wanted === '' ? [] : order.filter((id) => words(id).toLowerCase().includes(wanted))
}
