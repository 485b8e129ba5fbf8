import dagre from '@dagrejs/dagre'
import { type Doc, exitsOf, type Layout, type Vocabulary } from './definition'
import { inLayers } from './layers'
import { sizeOf } from './size'

/** Blocks stand on a grid, so that what follows straight below is connected by a straight line. */
const onGrid = (n: number) => Math.round(n / 8) * 8

/** Beyond so many blocks the careful layout takes seconds. */
const careful = 120

/** Lays all blocks out from top to bottom, the way objects go. Remarks and notes stay. */
export function arrange(doc: Doc, vocabulary: Vocabulary): Layout {
  const { definition, layout } = doc
  const places = definition.blocks.length > careful ? inLayers(definition, vocabulary) : carefully(doc, vocabulary)
  const blocks = { ...layout.blocks }
  for (const [id, place] of places) blocks[id] = { ...blocks[id], ...place }
  return { ...layout, blocks }
}

function carefully({ definition }: Doc, vocabulary: Vocabulary): Map<string, { x: number; y: number }> {
  const graph = new dagre.graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', ranksep: 64, nodesep: 48 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const block of definition.blocks) graph.setNode(block.id, sizeOf(exitsOf(block, vocabulary).length))
  for (const { from, exit, to } of definition.connections)
    if (graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to, {}, exit)
  dagre.layout(graph)
  return new Map(
    definition.blocks.map(({ id }) => {
      const { x, y, width, height } = graph.node(id) as { x: number; y: number; width: number; height: number }
      return [id, { x: onGrid(x - width / 2), y: onGrid(y - height / 2) }]
    }),
  )
}
