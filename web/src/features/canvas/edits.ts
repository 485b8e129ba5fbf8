import {
  type Block,
  type Connection,
  type Doc,
  exitsOf,
  isSingle,
  type Note,
  type Params,
  type Place,
  type Vocabulary,
} from './definition'
import { gap } from './size'

/** Where a new block is hung: behind an exit of another one. */
export interface Behind {
  from: string
  exit: string
}

/** What somebody puts down: a kind of block, and for an operation which one. */
export interface Piece {
  kind: string
  operation?: string
}

/** A new id that says what it is: letters and numbers, as authors of files write them. */
export function freshId(taken: ReadonlySet<string>, stem: string): string {
  for (let n = 1; ; n++) {
    const id = `${stem}_${n}`
    if (!taken.has(id)) return id
  }
}

export const idsOf = (doc: Doc) => new Set(doc.definition.blocks.map((b) => b.id))

function withDefinition(doc: Doc, change: Partial<Doc['definition']>): Doc {
  return { ...doc, definition: { ...doc.definition, ...change } }
}

function withPlace(doc: Doc, id: string, place: Partial<Place>): Doc {
  const had = doc.layout.blocks[id] ?? { x: 0, y: 0 }
  return { ...doc, layout: { ...doc.layout, blocks: { ...doc.layout.blocks, [id]: { ...had, ...place } } } }
}

/** The settings that a new block begins with: the defaults that the API names. */
function firstParams(piece: Piece, vocabulary: Vocabulary): Params {
  const entry = piece.operation
    ? vocabulary.operations.find((o) => o.name === piece.operation)
    : vocabulary.blocks.find((b) => b.kind === piece.kind)
  const params: Params = piece.operation ? { operation: piece.operation } : {}
  for (const field of entry?.fields ?? []) {
    if (field.default !== undefined) params[field.name] = field.default
    else if (field.required && field.choices?.length === 1) params[field.name] = field.choices[0]
    else if (field.form === 'list') params[field.name] = [{ exit: 'branch_1' }]
    else if (field.form === 'duration' && (field.required || piece.kind === 'delay'))
      params[field.name] = { amount: 1, unit: 'days' }
  }
  return params
}

/** Puts a block down; behind an exit it comes between that exit and what followed. */
export function addBlock(
  doc: Doc,
  piece: Piece,
  vocabulary: Vocabulary,
  where: { behind?: Behind | undefined; at?: { x: number; y: number } | undefined },
): { doc: Doc; id: string } {
  const id = freshId(idsOf(doc), piece.operation ?? piece.kind)
  const params = firstParams(piece, vocabulary)
  const block: Block = { id, kind: piece.kind, ...(Object.keys(params).length > 0 ? { params } : {}) }
  const { behind } = where
  const next = behind && followerOf(doc, behind)
  const at = where.at ?? placeBehind(doc, behind)
  let out = withDefinition(doc, { blocks: [...doc.definition.blocks, block] })
  if (behind) {
    out = next && !where.at ? makeRoom(out, at.y, next) : out
    out = connect(out, { ...behind, to: id })
    const first = exitsOf(block, vocabulary)[0]
    if (next && first) out = connect(out, { from: id, exit: first, to: next })
  }
  return { doc: withPlace(out, id, { x: Math.round(at.x), y: Math.round(at.y) }), id }
}

const followerOf = (doc: Doc, { from, exit }: Behind) =>
  doc.definition.connections.find((c) => c.from === from && c.exit === exit)?.to

function placeBehind(doc: Doc, behind?: Behind): { x: number; y: number } {
  const places = doc.layout.blocks
  const before = behind && places[behind.from]
  if (!before || !behind) {
    const lowest = Math.max(0, ...Object.values(places).map((p) => p.y))
    return { x: 0, y: lowest + gap.y }
  }
  const exits = doc.definition.connections.filter((c) => c.from === behind.from).map((c) => c.exit)
  const taken = exits.filter((e) => e !== behind.exit).length
  return { x: before.x + taken * gap.x, y: before.y + gap.y }
}

/** Moves what stands below, so that a new block does not cover what follows. */
function makeRoom(doc: Doc, y: number, next: string): Doc {
  const after = doc.layout.blocks[next]
  if (!after || after.y >= y + gap.y || after.y < y - gap.y) return doc
  const down = y + gap.y - after.y
  const blocks = Object.fromEntries(
    Object.entries(doc.layout.blocks).map(([id, p]) => [id, p.y >= after.y ? { ...p, y: p.y + down } : p]),
  )
  return { ...doc, layout: { ...doc.layout, blocks } }
}

/** An exit leads to one block: an earlier connection gives way. */
export function connect(doc: Doc, to: Connection): Doc {
  const others = doc.definition.connections.filter((c) => c.from !== to.from || c.exit !== to.exit)
  return withDefinition(doc, { connections: [...others, to] })
}

export function disconnect(doc: Doc, { from, exit }: Behind): Doc {
  return withDefinition(doc, {
    connections: doc.definition.connections.filter((c) => c.from !== from || c.exit !== exit),
  })
}

/** Takes blocks and notes out. What led to a block leads on to what followed it, where that is one block. */
export function remove(doc: Doc, ids: ReadonlySet<string>, vocabulary: Vocabulary): Doc {
  const gone = new Set(doc.definition.blocks.filter((b) => ids.has(b.id) && !isSingle(b, vocabulary)).map((b) => b.id))
  const onward = (id: string, seen = new Set<string>()): string | undefined => {
    if (!gone.has(id)) return id
    if (seen.has(id)) return undefined
    const next = new Set(doc.definition.connections.filter((c) => c.from === id).map((c) => c.to))
    const [only] = next
    return next.size === 1 && only ? onward(only, seen.add(id)) : undefined
  }
  const connections = doc.definition.connections.flatMap((c) => {
    const to = gone.has(c.from) ? undefined : onward(c.to)
    return to === undefined || (to !== c.to && to === c.from) ? [] : [to === c.to ? c : { ...c, to }]
  })
  const places = Object.fromEntries(Object.entries(doc.layout.blocks).filter(([id]) => !gone.has(id)))
  return {
    definition: { ...doc.definition, blocks: doc.definition.blocks.filter((b) => !gone.has(b.id)), connections },
    layout: { blocks: places, notes: doc.layout.notes.filter((n) => !ids.has(n.id)) },
  }
}

/** Changes one block; connections of exits that are no more go with them. */
export function editBlock(doc: Doc, id: string, change: Partial<Block>, vocabulary: Vocabulary): Doc {
  const blocks = doc.definition.blocks.map((b) => (b.id === id ? { ...b, ...change } : b))
  const block = blocks.find((b) => b.id === id)
  if (!block) return doc
  const exits = new Set(exitsOf(block, vocabulary))
  const connections = doc.definition.connections.filter((c) => c.from !== id || exits.has(c.exit))
  return withDefinition(doc, {
    blocks,
    connections: connections.length === doc.definition.connections.length ? doc.definition.connections : connections,
  })
}

/** Moves blocks and notes. */
export function move(doc: Doc, places: ReadonlyMap<string, { x: number; y: number }>): Doc {
  const blocks = { ...doc.layout.blocks }
  for (const [id, p] of places) {
    const had = blocks[id]
    if (had) blocks[id] = { ...had, x: Math.round(p.x), y: Math.round(p.y) }
  }
  const notes = doc.layout.notes.map((n) => {
    const p = places.get(n.id)
    return p ? { ...n, x: Math.round(p.x), y: Math.round(p.y) } : n
  })
  return { ...doc, layout: { blocks, notes } }
}

export function remark(doc: Doc, id: string, note: string): Doc {
  return withPlace(doc, id, { note })
}

export function addNote(doc: Doc, at: { x: number; y: number }): { doc: Doc; id: string } {
  const id = freshId(new Set([...idsOf(doc), ...doc.layout.notes.map((n) => n.id)]), 'note')
  const note: Note = { id, x: Math.round(at.x), y: Math.round(at.y), text: '' }
  return { doc: { ...doc, layout: { ...doc.layout, notes: [...doc.layout.notes, note] } }, id }
}

export function editNote(doc: Doc, id: string, text: string): Doc {
  const notes = doc.layout.notes.map((n) => (n.id === id ? { ...n, text } : n))
  return { ...doc, layout: { ...doc.layout, notes } }
}

/** Gives every block a place that has none, below all others; used for what came from a file. */
export function unplaced(doc: Doc): string[] {
  return doc.definition.blocks.filter((b) => !doc.layout.blocks[b.id]).map((b) => b.id)
}

/** What is copied: blocks with what runs between them, and where they stand to each other. */
export interface Clip {
  orderflow: 'blocks'
  blocks: Block[]
  connections: Connection[]
  places: Record<string, Place>
  notes: Note[]
}

export function copy(doc: Doc, ids: ReadonlySet<string>, vocabulary: Vocabulary): Clip {
  const blocks = doc.definition.blocks.filter((b) => ids.has(b.id) && !isSingle(b, vocabulary))
  const inside = new Set(blocks.map((b) => b.id))
  return {
    orderflow: 'blocks',
    blocks,
    connections: doc.definition.connections.filter((c) => inside.has(c.from) && inside.has(c.to)),
    places: Object.fromEntries(blocks.map((b) => [b.id, doc.layout.blocks[b.id] ?? { x: 0, y: 0 }])),
    notes: doc.layout.notes.filter((n) => ids.has(n.id)),
  }
}

/** Reads what was copied, here or in another process; undefined when it is something else. */
export function readClip(text: string): Clip | undefined {
  try {
    const clip = JSON.parse(text) as Clip
    const lists = [clip.blocks, clip.connections, clip.notes].every(Array.isArray)
    const named = lists && clip.blocks.every((b) => typeof b.id === 'string' && typeof b.kind === 'string')
    return clip.orderflow === 'blocks' && named && typeof clip.places === 'object' ? clip : undefined
  } catch {
    return undefined
  }
}

/** Puts a copy down under new ids, its upper left corner at the place. */
export function paste(doc: Doc, clip: Clip, at: { x: number; y: number }): { doc: Doc; ids: string[] } {
  const taken = new Set([...idsOf(doc), ...doc.layout.notes.map((n) => n.id)])
  const names = new Map<string, string>()
  const rename = (id: string) => {
    const name = taken.has(id) ? freshId(taken, id.replace(/_\d+$/, '')) : id
    taken.add(name)
    names.set(id, name)
    return name
  }
  const blocks = clip.blocks.map((b) => ({ ...b, id: rename(b.id) }))
  const spots = [...Object.values(clip.places), ...clip.notes]
  const left = Math.min(...spots.map((p) => p.x))
  const top = Math.min(...spots.map((p) => p.y))
  const moved = (p: { x: number; y: number }) => ({ x: Math.round(p.x - left + at.x), y: Math.round(p.y - top + at.y) })
  const places = { ...doc.layout.blocks }
  for (const [id, place] of Object.entries(clip.places)) {
    const name = names.get(id)
    if (name) places[name] = { ...place, ...moved(place) }
  }
  const notes = clip.notes.map((n) => ({ ...n, id: rename(n.id), ...moved(n) }))
  const links = clip.connections.flatMap(({ from, exit, to }) => {
    const [a, b] = [names.get(from), names.get(to)]
    return a && b ? [{ from: a, exit, to: b }] : []
  })
  return {
    doc: {
      definition: {
        ...doc.definition,
        blocks: [...doc.definition.blocks, ...blocks],
        connections: [...doc.definition.connections, ...links],
      },
      layout: { blocks: places, notes: [...doc.layout.notes, ...notes] },
    },
    ids: [...blocks, ...notes].map((x) => x.id),
  }
}
