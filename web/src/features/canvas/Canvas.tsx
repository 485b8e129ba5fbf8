import '@xyflow/react/dist/style.css'
import { useComputedColorScheme } from '@mantine/core'
import {
  applyNodeChanges,
  Background,
  Controls,
  type EdgeChange,
  type Connection as Link,
  MiniMap,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react'
import { type DragEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useBlockNumbers } from '@/features/processes/numbers'
import { BlockNode } from './BlockNode'
import classes from './Canvas.module.css'
import { useClipboard } from './clipboard'
import type { Editor } from './editor'
import { addBlock, type Behind, connect, move, type Piece as NewPiece } from './edits'
import { NoteNode } from './NoteNode'
import { Picture, type Piece } from './picture'
import { height as blockHeight, width as blockWidth } from './size'
import { CanvasActsContext } from './useCanvasActs'
import { useChecked } from './useCheck'
import { useDesk, useEdited, useWords } from './useEditor'
import { useKeys } from './useKeys'
import { WayEdge } from './WayEdge'
import { inOrder } from './walk'

const nodeTypes = { block: BlockNode, note: NoteNode }
const edgeTypes = { way: WayEdge }

export interface CanvasProps {
  add: (behind?: Behind) => void
  connectFrom: (id: string) => void
  search: () => void
  edit: () => void
}

/** The picture of a process, to look at and to change. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Inner {...props} />
    </ReactFlowProvider>
  )
}

/** From how far away words are left out. */
const far = 0.42

function Inner(props: CanvasProps) {
  const { editor, id } = useDesk()
  const frame = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light')
  const latest = useRef(props)
  latest.current = props
  const acts = useMemo(
    () => ({ add: (behind: Behind) => latest.current.add(behind), focused: editor.focused }),
    [editor],
  )
  const { nodes, edges, onNodesChange, onEdgesChange } = usePicture(id)
  const labels = useLabels()
  const first = useFirstView()
  useFar(frame)
  useFollow(frame)
  const keys = useKeys(props)
  const dropping = useDropping()
  useClipboard(frame)
  const onConnect = useCallback(
    (link: Link) => {
      const { source, sourceHandle, target } = link
      if (sourceHandle) editor.edit((doc) => connect(doc, { from: source, exit: sourceHandle, to: target }))
    },
    [editor],
  )
  return (
    <div ref={frame} className={classes.frame} role="group" aria-label={labels.picture} onKeyDown={keys} {...dropping}>
      <CanvasActsContext.Provider value={acts}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onConnect={onConnect}
          onNodeDoubleClick={props.edit}
          colorMode={scheme}
          ariaLabelConfig={labels.config}
          nodesDraggable={!editor.readOnly}
          nodesConnectable={!editor.readOnly}
          nodesFocusable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          onlyRenderVisibleElements
          elevateNodesOnSelect={false}
          connectionRadius={60}
          snapToGrid
          snapGrid={[8, 8]}
          minZoom={0.05}
          maxZoom={1.6}
          fitView
          fitViewOptions={first}
          proOptions={{ hideAttribution: true }}
        >
          <Background gap={24} />
          <Controls showInteractive={false} position="bottom-left" />
          <MiniMap
            pannable
            zoomable
            position="bottom-right"
            nodeStrokeWidth={0}
            nodeColor="var(--mantine-primary-color-light-color)"
            className={classes.map ?? ''}
          />
        </ReactFlow>
      </CanvasActsContext.Provider>
    </div>
  )
}

/** At first one sees the beginning, near enough to read. */
function useFirstView() {
  const { editor, vocabulary } = useDesk()
  return useState(() => {
    const nodes = inOrder(editor.get().doc.definition, vocabulary)
      .slice(0, 5)
      .map((id) => ({ id }))
    return { nodes, maxZoom: 1, padding: 0.1 }
  })[0]
}

/** The words of the library's own parts. */
function useLabels() {
  const { t } = useWords()
  return useMemo(
    () => ({
      picture: t('flow.picture'),
      config: {
        'controls.ariaLabel': t('flow.controls'),
        'controls.zoomIn.ariaLabel': t('flow.in'),
        'controls.zoomOut.ariaLabel': t('flow.out'),
        'controls.fitView.ariaLabel': t('flow.fit'),
        'minimap.ariaLabel': t('flow.map'),
      },
    }),
    [t],
  )
}

/** The document as nodes and edges. While somebody drags, only the moved node is another one; the document follows at the end. */
function usePicture(process: number) {
  const { editor, vocabulary } = useDesk()
  const [picture] = useState(() => new Picture(vocabulary))
  const doc = useEdited((s) => s.doc)
  const chosen = useEdited((s) => s.chosen)
  const checked = useChecked()
  const { byBlock: numbers } = useBlockNumbers(process)
  const made = useMemo(
    () => picture.nodesOf({ doc, chosen, checked, numbers }),
    [picture, doc, chosen, checked, numbers],
  )
  const edges = useMemo(() => picture.edgesOf(doc, chosen), [picture, doc, chosen])
  const [nodes, setNodes] = useState<Piece[]>(made)
  useEffect(() => setNodes(made), [made])
  const onNodesChange = useCallback(
    (changes: NodeChange<Piece>[]) => {
      choose(editor, changes)
      const moves = changes.filter((c) => c.type === 'position')
      if (moves.length > 0) setNodes((now) => applyNodeChanges(moves, now))
      const ended = moves.flatMap((c) => (c.dragging === false && c.position ? [[c.id, c.position] as const] : []))
      if (ended.length > 0) editor.edit((d) => move(d, new Map(ended)))
    },
    [editor],
  )
  const onEdgesChange = useCallback((changes: EdgeChange[]) => choose(editor, changes), [editor])
  return { nodes, edges, onNodesChange, onEdgesChange }
}

/** Takes over what was chosen in the picture. */
function choose(editor: Editor, changes: (NodeChange<Piece> | EdgeChange)[]) {
  const selections = changes.filter((c) => c.type === 'select')
  if (selections.length === 0) return
  const next = new Set(editor.get().chosen)
  for (const { id, selected } of selections) {
    if (selected) next.add(id)
    else next.delete(id)
  }
  editor.choose(next)
  const last = selections.filter((s) => s.selected).at(-1)
  if (last && editor.get().doc.definition.blocks.some((b) => b.id === last.id)) editor.stand(last.id)
}

/** Marks the frame while the picture is far away; the style sheet does the rest, without drawing anything anew. */
function useFar(frame: RefObject<HTMLDivElement | null>) {
  const away = useStore((s) => s.transform[2] < far)
  useEffect(() => {
    if (frame.current) frame.current.toggleAttribute('data-far', away)
  }, [away, frame])
}

/** Brings the block into view that the editor shows. */
function useFollow(frame: RefObject<HTMLDivElement | null>) {
  const { editor } = useDesk()
  const flow = useReactFlow()
  const shown = useEdited((s) => s.shown)
  useEffect(() => {
    const { at, doc } = editor.get()
    const place = shown > 0 && at !== undefined ? doc.layout.blocks[at] : undefined
    if (!place || !frame.current) return
    const { x, y, zoom } = flow.getViewport()
    const { clientWidth, clientHeight } = frame.current
    const [left, top] = [place.x * zoom + x, place.y * zoom + y]
    const inside =
      left > 0 && top > 0 && left + blockWidth * zoom < clientWidth && top + blockHeight * zoom < clientHeight
    if (!inside || zoom < far)
      void flow.setCenter(place.x + blockWidth / 2, place.y + blockHeight / 2, { zoom: Math.max(zoom, 0.8) })
  }, [shown, editor, flow, frame])
}

export const pieceFormat = 'application/x-orderflow-block'

/** Lets blocks of the palette be dropped. */
function useDropping() {
  const { editor, vocabulary } = useDesk()
  const flow = useReactFlow()
  if (editor.readOnly) return {}
  return {
    onDragOver: (e: DragEvent) => {
      if (e.dataTransfer.types.includes(pieceFormat)) e.preventDefault()
    },
    onDrop: (e: DragEvent) => {
      const dragged = e.dataTransfer.getData(pieceFormat)
      if (!dragged) return
      e.preventDefault()
      const { x, y } = flow.screenToFlowPosition({ x: e.clientX, y: e.clientY })
      const at = { x: x - blockWidth / 2, y: y - blockHeight / 2 }
      let made = ''
      editor.edit((doc) => {
        const added = addBlock(doc, JSON.parse(dragged) as NewPiece, vocabulary, { at })
        made = added.id
        return added.doc
      })
      editor.go(made)
    },
  }
}
