import type { KeyboardEvent } from 'react'
import type { CanvasProps } from './Canvas'
import { exitsOf } from './definition'
import { disconnect, move, remove } from './edits'
import { wayOf } from './picture'
import { useDesk } from './useEditor'
import { type Direction, inOrder, neighbour } from './walk'

const ways: Record<string, Direction> = { ArrowDown: 'ahead', ArrowUp: 'back', ArrowLeft: 'left', ArrowRight: 'right' }
const steps: Record<string, [number, number]> = {
  ArrowDown: [0, 24],
  ArrowUp: [0, -24],
  ArrowLeft: [-24, 0],
  ArrowRight: [24, 0],
}

/** The whole canvas by keyboard. */
export function useKeys({ add, connectFrom, search, edit }: CanvasProps) {
  const { editor, vocabulary } = useDesk()
  return (e: KeyboardEvent) => {
    const typing = e.target instanceof HTMLElement && e.target.closest('input, textarea, select, [contenteditable]')
    if (typing) return
    const act = action(e)
    if (!act) return
    e.preventDefault()
    e.stopPropagation()
    act()
  }

  function action(e: KeyboardEvent): (() => void) | undefined {
    const { doc, at, chosen } = editor.get()
    const block = doc.definition.blocks.find((b) => b.id === at)
    const code = e.code
    if (e.ctrlKey || e.metaKey) return code === 'KeyF' ? search : undefined
    if (e.altKey && steps[e.key] && at) return () => shift(at, steps[e.key] as [number, number])
    if (e.altKey) return undefined
    const way = ways[e.key]
    if (way) return () => step(way)
    switch (code) {
      case 'Home':
        return () => editor.go(inOrder(doc.definition, vocabulary)[0])
      case 'End':
        return () => editor.go(inOrder(doc.definition, vocabulary).at(-1))
      case 'Enter':
      case 'NumpadEnter':
      case 'Space':
        return block && onBlock(e) ? () => open(block.id) : undefined
      case 'Delete':
      case 'Backspace':
        return () => drop(chosen.size > 0 ? chosen : new Set(at === undefined ? [] : [at]))
      case 'KeyA':
        return block && !editor.readOnly ? () => add({ from: block.id, exit: free(block.id) }) : undefined
      case 'KeyC':
        return block && !editor.readOnly ? () => connectFrom(block.id) : undefined
      case 'Slash':
        return search
      case 'Escape':
        return () => editor.choose([])
      default:
        return undefined
    }
  }

  function open(id: string) {
    editor.go(id)
    edit()
  }

  function onBlock(e: KeyboardEvent) {
    return e.target instanceof HTMLElement && e.target.dataset.block !== undefined
  }

  function step(way: Direction) {
    const { doc, at } = editor.get()
    const next =
      at === undefined ? inOrder(doc.definition, vocabulary)[0] : neighbour(doc.definition, vocabulary, at, way)
    if (next !== undefined) editor.go(next)
  }

  /** The first exit that leads nowhere, else the first of all. */
  function free(id: string): string {
    const { definition } = editor.get().doc
    const block = definition.blocks.find((b) => b.id === id)
    const exits = block ? exitsOf(block, vocabulary) : []
    const led = new Set(definition.connections.filter((c) => c.from === id).map((c) => c.exit))
    return exits.find((exit) => !led.has(exit)) ?? exits[0] ?? 'next'
  }

  function shift(id: string, [x, y]: [number, number]) {
    editor.edit((doc) => {
      const place = doc.layout.blocks[id]
      return place ? move(doc, new Map([[id, { x: place.x + x, y: place.y + y }]])) : doc
    }, `shift ${id}`)
    editor.go(id)
  }

  function drop(ids: ReadonlySet<string>) {
    const { doc, at } = editor.get()
    const before =
      at !== undefined && ids.has(at)
        ? (neighbour(doc.definition, vocabulary, at, 'back') ?? neighbour(doc.definition, vocabulary, at, 'ahead'))
        : at
    editor.edit((now) => {
      let next = remove(now, ids, vocabulary)
      for (const id of ids) {
        const way = wayOf(id)
        if (way) next = disconnect(next, way)
      }
      return next
    })
    const left = editor.get().doc.definition.blocks
    editor.go(left.some((b) => b.id === before) ? before : left[0]?.id)
  }
}
