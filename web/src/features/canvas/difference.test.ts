import { describe, expect, test } from 'vitest'
import type { Doc } from './definition'
import { changes, merge as mergeFrom, stable } from './difference'
import { addBlock, editBlock, move, remove } from './edits'
import { doc, vocabulary } from './sample'

const longer = (days: number) => (d: Doc) =>
  editBlock(d, 'pause', { params: { for: { amount: days, unit: 'days' } } }, vocabulary)
const lettered = (d: Doc) =>
  addBlock(d, { kind: 'operation', operation: 'comment' }, vocabulary, { behind: { from: 'remind', exit: 'next' } }).doc

const merge = (base: Doc, mine: Doc, theirs: Doc, prefer?: 'mine' | 'theirs') =>
  mergeFrom({ here: base, there: base }, mine, theirs, prefer)

describe('two people', () => {
  test('who change different things both keep theirs', () => {
    const { doc: both, disputed } = merge(doc, longer(3)(doc), lettered(doc))
    expect(disputed).toEqual([])
    expect(both.definition.blocks.find((b) => b.id === 'pause')?.params).toEqual({ for: { amount: 3, unit: 'days' } })
    expect(both.definition.blocks.some((b) => b.id === 'comment_1')).toBe(true)
    expect(both.definition.connections).toContainEqual({ from: 'remind', exit: 'next', to: 'comment_1' })
  })
  test('who change the same are told, and one side is taken', () => {
    for (const [prefer, days] of [
      ['mine', 3],
      ['theirs', 5],
    ] as const) {
      const { doc: both, disputed } = merge(doc, longer(3)(doc), longer(5)(doc), prefer)
      expect(disputed).toEqual(['block:pause'])
      expect(both.definition.blocks.find((b) => b.id === 'pause')?.params).toEqual({
        for: { amount: days, unit: 'days' },
      })
    }
  })
  test('of whom one takes out what the other changes dispute it', () => {
    const gone = remove(doc, new Set(['pause']), vocabulary)
    const { doc: both, disputed } = merge(doc, gone, longer(5)(doc))
    expect(disputed).toContain('block:pause')
    const there = new Set(both.definition.blocks.map((b) => b.id))
    expect(both.definition.connections.every((c) => there.has(c.from) && there.has(c.to))).toBe(true)
  })
  test('do not dispute where a block stands', () => {
    const at = (x: number) => move(doc, new Map([['pause', { x, y: 0 }]]))
    const { doc: both, disputed } = merge(doc, at(8), at(16))
    expect([disputed, both.layout.blocks.pause?.x]).toEqual([[], 8])
  })
  test('do not dispute what the API alone has written in another way', () => {
    const written = (d: Doc): Doc => ({
      ...d,
      definition: {
        ...d.definition,
        blocks: d.definition.blocks.map((b) => ({ params: {}, ...b })),
        policies: { reentry: 'once' },
      },
    })
    const { doc: both, disputed } = mergeFrom(
      { here: doc, there: written(doc) },
      longer(3)(doc),
      written(lettered(doc)),
    )
    expect(disputed).toEqual([])
    expect(both.definition.blocks.find((b) => b.id === 'pause')?.params).toEqual({ for: { amount: 3, unit: 'days' } })
    expect(both.definition.blocks.find((b) => b.id === 'end')).toEqual({ id: 'end', kind: 'end', params: {} })
  })
  test('who did the same agree', () => {
    expect(merge(doc, longer(3)(doc), longer(3)(doc)).disputed).toEqual([])
  })
})

describe('what has changed', () => {
  const told = (after: Doc) =>
    changes(doc.definition, after.definition).map(
      (c) => `${c.what} ${'before' in c ? 'was ' : ''}${'after' in c ? 'is' : ''}`,
    )
  test('is nothing when nothing did, however it is written', () => {
    expect(told({ ...doc, definition: { ...doc.definition, policies: {}, exit_rules: [] } })).toEqual([])
    expect(stable({ a: 1, b: { d: 2, c: 3 } })).toBe(stable({ b: { c: 3, d: 2 }, a: 1 }))
  })
  test('in a block', () => expect(told(longer(3)(doc))).toEqual(['block was is']))
  test('by a block tells the block, not its connections', () => expect(told(lettered(doc))).toEqual(['block is']))
  test('by taking out', () => expect(told(remove(doc, new Set(['pause']), vocabulary))).toEqual(['block was ']))
  test('in triggers is told one by one', () => {
    const other = { ...doc.definition, triggers: [{ kind: 'event', event: 'order.created' }] }
    expect(changes(doc.definition, other).map((c) => 'before' in c)).toEqual([true, false])
  })
})
