import type { Node, NodeProps } from '@xyflow/react'
import { memo } from 'react'
import classes from './Canvas.module.css'
import { useWords } from './useEditor'

export type NoteNodeType = Node<{ text: string }, 'note'>

/** A sheet of paper beside the blocks. */
export const NoteNode = memo(function NoteNode({ data, selected }: NodeProps<NoteNodeType>) {
  const { t } = useWords()
  return (
    <div className={classes.note} data-selected={selected || undefined}>
      {data.text || t('note.empty')}
    </div>
  )
})
