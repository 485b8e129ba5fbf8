import type { Block, Connection, Definition, Doc, ExitRule, Note, Place, Trigger } from './definition'

/** A document in parts that have a name, so that two of them can be compared and put together. */
export type Parts = Map<string, unknown>

const same = (a: unknown, b: unknown) => a === b || stable(a) === stable(b)

/** JSON with keys in order: what means the same is the same text. */
export function stable(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  )
}

export function partsOf({ definition, layout }: Doc): Parts {
  const parts: Parts = new Map<string, unknown>([
    ['title', definition.title],
    ['subject', definition.subject],
    ['triggers', definition.triggers],
  ])
  for (const b of definition.blocks) parts.set(`block:${b.id}`, b)
  for (const c of definition.connections) parts.set(`way:${c.from}:${c.exit}`, c)
  for (const x of definition.exit_rules ?? []) parts.set(`exit:${x.id}`, x)
  for (const [name, value] of Object.entries(definition.policies ?? {})) parts.set(`policy:${name}`, value)
  for (const [id, place] of Object.entries(layout.blocks)) parts.set(`place:${id}`, place)
  for (const note of layout.notes) parts.set(`note:${note.id}`, note)
  return parts
}

const under = <T>(parts: Parts, prefix: string) =>
  [...parts].flatMap(([key, value]) => (key.startsWith(prefix) ? [value as T] : []))

/** Puts the parts together again; connections of blocks that are no more are left out. */
export function docOf(parts: Parts, like: Definition): Doc {
  const blocks = under<Block>(parts, 'block:')
  const there = new Set(blocks.map((b) => b.id))
  const named = (prefix: string) =>
    [...parts].flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : []))
  return {
    definition: {
      ...like,
      title: parts.get('title') as string,
      subject: parts.get('subject') as Definition['subject'],
      triggers: parts.get('triggers') as Trigger[],
      blocks,
      connections: under<Connection>(parts, 'way:').filter((c) => there.has(c.from) && there.has(c.to)),
      exit_rules: under<ExitRule>(parts, 'exit:'),
      policies: Object.fromEntries(named('policy:')),
    },
    layout: {
      blocks: Object.fromEntries(named('place:').filter(([id]) => there.has(id)) as [string, Place][]),
      notes: under<Note>(parts, 'note:'),
    },
  }
}

export interface Merged {
  doc: Doc
  /** The parts that both changed, each in their own way. */
  disputed: string[]
}

/** What both began with: as it was here, and as the API writes it, with every default. */
export interface Base {
  here: Doc
  there: Doc
}

/** What both made of one base. Where both changed the same part, one side is preferred and the part is named. */
export function merge(base: Base, mine: Doc, theirs: Doc, prefer: 'mine' | 'theirs' = 'mine'): Merged {
  const [here, there, m, t] = [partsOf(base.here), partsOf(base.there), partsOf(mine), partsOf(theirs)]
  const out: Parts = new Map()
  const disputed: string[] = []
  for (const key of new Set([...t.keys(), ...m.keys(), ...there.keys(), ...here.keys()])) {
    const [ours, other] = [m.get(key), t.get(key)]
    const [changedHere, changedThere] = [!same(ours, here.get(key)), !same(other, there.get(key))]
    let chosen = changedHere ? ours : other
    if (changedHere && changedThere && !same(ours, other)) {
      if (!key.startsWith('place:')) disputed.push(key)
      chosen = prefer === 'mine' ? ours : other
    }
    if (chosen !== undefined) out.set(key, chosen)
  }
  return { doc: docOf(out, theirs.definition), disputed }
}

/** One difference between two forms of a process. */
export type Change =
  | { what: 'title'; before: string; after: string }
  | { what: 'block'; before?: Block; after?: Block }
  | { what: 'way'; before?: Connection; after?: Connection }
  | { what: 'trigger'; before?: Trigger; after?: Trigger }
  | { what: 'exit_rule'; before?: ExitRule; after?: ExitRule }
  | { what: 'policy'; name: string; before?: unknown; after?: unknown }

/** What is another in `after`. Ways of blocks that came or went are not told: they go without saying. */
export function changes(before: Definition, after: Definition): Change[] {
  const empty = { blocks: {}, notes: [] }
  const [a, b] = [partsOf({ definition: before, layout: empty }), partsOf({ definition: after, layout: empty })]
  const pairs = [...new Set([...a.keys(), ...b.keys()])].flatMap((key) => {
    const [was, is] = [a.get(key), b.get(key)]
    return same(was, is)
      ? []
      : [{ key, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }]
  })
  const moved = new Set(
    pairs.filter((p) => p.key.startsWith('block:') && !('before' in p && 'after' in p)).map((p) => p.key.slice(6)),
  )
  return pairs.flatMap((pair) => told(pair, moved))
}

type Pair = { key: string; before?: unknown; after?: unknown }

function told({ key, ...pair }: Pair, moved: ReadonlySet<string>): Change[] {
  if (key === 'title') return [{ what: 'title', before: String(pair.before), after: String(pair.after) }]
  if (key === 'triggers') return listed((pair.before ?? []) as Trigger[], (pair.after ?? []) as Trigger[])
  if (key.startsWith('block:')) return [{ what: 'block', ...(pair as { before?: Block; after?: Block }) }]
  if (key.startsWith('exit:')) return [{ what: 'exit_rule', ...(pair as { before?: ExitRule; after?: ExitRule }) }]
  if (key.startsWith('policy:')) return [{ what: 'policy', name: key.slice(7), ...pair }]
  if (!key.startsWith('way:')) return []
  const way = pair as { before?: Connection; after?: Connection }
  const ends = [way.before, way.after].flatMap((c) => (c ? [c.from, c.to] : []))
  return ends.some((id) => moved.has(id)) ? [] : [{ what: 'way', ...way }]
}

/** Triggers have no names: one that is there in the same form is the same. */
function listed(before: Trigger[], after: Trigger[]): Change[] {
  const had = new Set(before.map(stable))
  const has = new Set(after.map(stable))
  return [
    ...before.filter((t) => !has.has(stable(t))).map((t) => ({ what: 'trigger' as const, before: t })),
    ...after.filter((t) => !had.has(stable(t))).map((t) => ({ what: 'trigger' as const, after: t })),
  ]
}
