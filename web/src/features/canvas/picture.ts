import { MarkerType, type Node, Position } from '@xyflow/react'
import type { BlockNumbers } from '@/features/processes/numbers'
import type { BlockData, BlockNodeType } from './BlockNode'
import { type Block, type Doc, exitsOf, type Vocabulary, waysOf } from './definition'
import type { NoteNodeType } from './NoteNode'
import { sizeOf, width } from './size'
import type { Checked } from './useCheck'
import type { WayEdgeType } from './WayEdge'

export type Piece = BlockNodeType | NoteNodeType

interface Shown {
  doc: Doc
  chosen: ReadonlySet<string>
  checked: Checked
  numbers: ReadonlyMap<string, BlockNumbers>
}

/**
 * Turns a document into the nodes of the picture. Nodes that say the same as
 * before stay the same objects, so that nothing draws anew for them.
 */
export class Picture {
  private nodes = new Map<string, Piece>()
  private edges = new Map<string, WayEdgeType>()

  constructor(private readonly vocabulary: Vocabulary) {}

  nodesOf({ doc, chosen, checked, numbers }: Shown): Piece[] {
    const ways = waysOf(doc.definition)
    const next = new Map<string, Piece>()
    for (const block of doc.definition.blocks) {
      const found = checked.byBlock.get(block.id)
      const data: BlockData = {
        block,
        subject: doc.definition.subject,
        exits: exitsOf(block, this.vocabulary),
        led: [...(ways.get(block.id)?.keys() ?? [])].join(' '),
        note: doc.layout.blocks[block.id]?.note ?? '',
        faults: found?.faults.length ?? 0,
        warnings: found?.warnings.length ?? 0,
        numbers: numbers.get(block.id),
      }
      next.set(block.id, this.blockNode(block, data, doc, chosen.has(block.id)))
    }
    for (const note of doc.layout.notes) next.set(note.id, this.noteNode(note, chosen.has(note.id)))
    this.nodes = next
    return [...next.values()]
  }

  private blockNode(block: Block, data: BlockData, doc: Doc, selected: boolean): Piece {
    const had = this.nodes.get(block.id)
    const { x, y } = doc.layout.blocks[block.id] ?? { x: 0, y: 0 }
    const kept = had?.type === 'block' && sameData(had.data, data) ? had.data : data
    if (had && had.data === kept && had.selected === selected && had.position.x === x && had.position.y === y)
      return had
    const size = sizeOf(data.exits.length)
    return {
      id: block.id,
      type: 'block',
      position: { x, y },
      data: kept,
      selected,
      ...size,
      measured: size, // known beforehand: to show everything, blocks count that were never drawn
      handles: handlesOf(data.exits, size.height, block.kind === 'start'),
    }
  }

  private noteNode(note: { id: string; x: number; y: number; text: string }, selected: boolean): Piece {
    const had = this.nodes.get(note.id)
    const same = had?.type === 'note' && had.data.text === note.text && had.selected === selected
    if (same && had.position.x === note.x && had.position.y === note.y) return had
    const size = noteSize(note.text)
    return {
      id: note.id,
      type: 'note',
      position: { x: note.x, y: note.y },
      data: { text: note.text },
      selected,
      ...size,
      measured: size,
      zIndex: -1,
    }
  }

  edgesOf(doc: Doc, chosen: ReadonlySet<string>): WayEdgeType[] {
    const next = new Map<string, WayEdgeType>()
    for (const { from, exit, to } of doc.definition.connections) {
      const id = wayId(from, exit)
      const had = this.edges.get(id)
      const selected = chosen.has(id)
      const same = had && had.target === to && had.selected === selected
      next.set(id, same ? had : { ...edge, id, source: from, sourceHandle: exit, target: to, selected, data: { exit } })
    }
    this.edges = next
    return [...next.values()]
  }
}

/** A sheet is as high as its text needs, about. */
function noteSize(text: string) {
  const lines = text.split('\n').reduce((n, line) => n + Math.max(1, Math.ceil(line.length / 30)), 0)
  return { width: 230, height: Math.min(24 + lines * 18, 420) }
}

const edge = { type: 'way' as const, markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16 } }

/** The name under which a connection is chosen. */
export const wayId = (from: string, exit: string) => `way ${from} ${exit}`

export function wayOf(id: string): { from: string; exit: string } | undefined {
  const [kind, from, exit] = id.split(' ')
  return kind === 'way' && from && exit ? { from, exit } : undefined
}

function handlesOf(exits: string[], height: number, start: boolean): NonNullable<Node['handles']> {
  const target = { type: 'target' as const, position: Position.Top, x: width / 2 - 5, y: -5, width: 10, height: 10 }
  const sources = exits.map((id, i) => ({
    id,
    type: 'source' as const,
    position: Position.Bottom,
    x: ((i + 0.5) / exits.length) * width - 5,
    y: height - 5,
    width: 10,
    height: 10,
  }))
  return start ? sources : [target, ...sources]
}

function sameData(a: BlockData, b: BlockData): boolean {
  return (
    a.block === b.block &&
    a.subject === b.subject &&
    a.led === b.led &&
    a.note === b.note &&
    a.faults === b.faults &&
    a.warnings === b.warnings &&
    a.numbers?.waiting === b.numbers?.waiting &&
    a.numbers?.passed === b.numbers?.passed &&
    a.numbers?.failed === b.numbers?.failed
  )
}
