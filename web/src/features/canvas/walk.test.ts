import { describe, expect, test } from 'vitest'
import { arrange } from './arrange'
import { inLayers } from './layers'
import { definition, doc, vocabulary } from './sample'
import { inOrder, neighbour } from './walk'

test('blocks stand in the order in which an object meets them', () => {
  expect(inOrder(definition, vocabulary)).toEqual(['start', 'pause', 'paid', 'end', 'remind'])
  const shuffled = { ...definition, blocks: [...definition.blocks, { id: 'alone', kind: 'end' }].reverse() }
  expect(inOrder(shuffled, vocabulary)).toEqual(['start', 'pause', 'paid', 'end', 'remind', 'alone'])
})

describe('arrow keys', () => {
  const go = (id: string, way: 'ahead' | 'back' | 'left' | 'right') => neighbour(definition, vocabulary, id, way)
  test('follow connections', () =>
    expect([go('start', 'ahead'), go('pause', 'back'), go('paid', 'ahead')]).toEqual(['pause', 'start', 'end']))
  test('go between the ways of a fork', () =>
    expect([go('end', 'right'), go('remind', 'left'), go('remind', 'right')]).toEqual(['remind', 'end', 'end']))
  test('stop at the ends', () => expect([go('start', 'back'), go('end', 'ahead')]).toEqual([undefined, undefined]))
})

const layouts = {
  careful: () => arrange(doc, vocabulary).blocks,
  quick: () => Object.fromEntries(inLayers(definition, vocabulary)),
}
test.each(Object.keys(layouts) as (keyof typeof layouts)[])(
  'the %s layout puts what follows below, and nothing over another',
  (name) => {
    const blocks = layouts[name]()
    for (const { from, to } of definition.connections)
      expect(blocks[to]?.y).toBeGreaterThan((blocks[from]?.y ?? 0) + 76)
    const places = Object.values(blocks)
    const apart = places.every((a, i) =>
      places.every((b, j) => i === j || Math.abs(a.x - b.x) >= 264 || Math.abs(a.y - b.y) >= 76),
    )
    expect([places.length, apart]).toEqual([5, true])
  },
)

test('a loop is laid out as well', () => {
  const looped = {
    ...definition,
    connections: [
      ...definition.connections.filter((c) => c.from !== 'remind'),
      { from: 'remind', exit: 'next', to: 'pause' },
    ],
  }
  const places = inLayers(looped, vocabulary)
  expect(places.get('remind')?.y).toBeGreaterThan(places.get('pause')?.y ?? 0)
})
