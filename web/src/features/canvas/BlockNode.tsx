import { IconAlertCircle, IconAlertTriangle, IconNote, IconPlus } from '@tabler/icons-react'
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { memo, useEffect, useRef } from 'react'
import type { BlockNumbers } from '@/features/processes/numbers'
import classes from './Canvas.module.css'
import type { Block, Subject } from './definition'
import { iconOf, toneOf } from './kinds'
import { NumberBadges } from './NumberBadges'
import { useCanvasActs } from './useCanvasActs'
import { useDesk, useEdited, useWords } from './useEditor'
import { exitName, kindName, sentence } from './words'

export type BlockData = {
  block: Block
  subject: Subject
  exits: string[]
  /** The exits that lead somewhere. */
  led: string
  note: string
  faults: number
  warnings: number
  numbers: BlockNumbers | undefined
}
export type BlockNodeType = Node<BlockData, 'block'>

/** A block of the picture: what it does as a sentence, its exits, what is wrong with it, who is there. */
export const BlockNode = memo(function BlockNode({ id, data, selected }: NodeProps<BlockNodeType>) {
  const { vocabulary, editor } = useDesk()
  const words = useWords()
  const { block, subject, exits } = data
  const Icon = iconOf(block.kind, block.params?.operation)
  const body = useFocus(id)
  const said = sentence(block, subject, words)
  const at = useEdited((s) => s.at === id)
  return (
    <div
      className={classes.block}
      data-tone={toneOf(block, vocabulary)}
      data-selected={selected || undefined}
      data-faulty={data.faults > 0 || undefined}
    >
      {block.kind !== 'start' && (
        <Handle
          type="target"
          position={Position.Top}
          className={classes.handle ?? ''}
          isConnectable={!editor.readOnly}
        />
      )}
      <div
        ref={body}
        className={classes.body}
        role="button"
        aria-pressed={selected}
        aria-label={useLabel(data)}
        tabIndex={at ? 0 : -1}
        data-block={id}
      >
        <span className={classes.icon} aria-hidden>
          <Icon size={18} stroke={1.7} />
        </span>
        <span className={classes.text}>
          <span className={classes.kind}>
            {block.title ? said : kindName(block.kind, block.params?.operation, words)}
          </span>{' '}
          <span className={classes.said}>{block.title || said}</span>
        </span>
        <Marks data={data} />
      </div>
      {data.numbers && <NumberBadges block={id} numbers={data.numbers} />}
      {exits.length > 1 && (
        <div className={classes.exits} aria-hidden>
          {exits.map((exit) => (
            <span key={exit} className={classes.exit}>
              {exitName(block, exit, subject, words)}
            </span>
          ))}
        </div>
      )}
      {exits.map((exit, i) => (
        <Handle
          key={exit}
          id={exit}
          type="source"
          position={Position.Bottom}
          isConnectable={!editor.readOnly}
          className={classes.handle ?? ''}
          style={{ left: `${((i + 0.5) / exits.length) * 100}%` }}
        />
      ))}
      {!editor.readOnly && <Open id={id} data={data} />}
    </div>
  )
})

/** What a screen reader says of a block. */
function useLabel({ block, subject, faults, note }: BlockData): string {
  const words = useWords()
  const { t } = words
  const seen = block.title
    ? `${sentence(block, subject, words)} ${block.title}`
    : `${kindName(block.kind, block.params?.operation, words)} ${sentence(block, subject, words)}`
  const parts = [seen]
  if (faults > 0) parts.push(t('faults.count', { count: faults }))
  if (note) parts.push(t('note.said', { text: note }))
  return parts.join('. ')
}

/** Takes the keyboard's focus when the editor says so. */
function useFocus(id: string) {
  const ref = useRef<HTMLDivElement>(null)
  const { focused } = useCanvasActs()
  const shown = useEdited((s) => (s.at === id ? s.shown : 0))
  useEffect(() => {
    if (shown === 0 || focused.current === shown) return
    focused.current = shown
    ref.current?.focus({ preventScroll: true })
  }, [shown, focused])
  return ref
}

function Marks({ data: { faults, warnings, note } }: { data: BlockData }) {
  const { t } = useWords()
  return (
    <span className={classes.marks}>
      {note && <IconNote size={15} aria-hidden data-mark="note" />}
      {faults > 0 && <IconAlertCircle size={17} aria-hidden data-mark="fault" />}
      {faults === 0 && warnings > 0 && <IconAlertTriangle size={16} data-mark="warning" title={t('warnings.title')} />}
    </span>
  )
}

/** A plus under each exit that leads nowhere yet. */
function Open({ id, data }: { id: string; data: BlockData }) {
  const words = useWords()
  const { add } = useCanvasActs()
  const led = new Set(data.led.split(' '))
  return data.exits.map((exit, i) =>
    led.has(exit) ? null : (
      <button
        key={exit}
        type="button"
        tabIndex={-1}
        className={`${classes.plus} nodrag nopan`}
        style={{ left: `${((i + 0.5) / data.exits.length) * 100}%` }}
        aria-label={words.t('add.behind', { exit: exitName(data.block, exit, data.subject, words) })}
        onClick={() => add({ from: id, exit })}
      >
        <IconPlus size={13} stroke={2.4} aria-hidden />
      </button>
    ),
  )
}
