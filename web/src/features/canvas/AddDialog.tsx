import { Modal, Select, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { exitsOf } from './definition'
import { addBlock, type Behind, type Piece } from './edits'
import { iconOf, pieces, toneOf } from './kinds'
import classes from './Panels.module.css'
import { useDesk, useEdited, useWords } from './useEditor'
import { exitName, kindName, nameOf } from './words'

/** The choice of a block to put behind an exit; typed letters narrow it down. */
export function AddDialog({ behind, close }: { behind: Behind | undefined; close: () => void }) {
  const { t } = useWords()
  return (
    <Modal opened={behind !== undefined} onClose={close} title={t('add.title')} returnFocus={false}>
      {behind && <Choice behind={behind} close={close} />}
    </Modal>
  )
}

function Choice({ behind, close }: { behind: Behind; close: () => void }) {
  const { editor, vocabulary } = useDesk()
  const words = useWords()
  const { t } = words
  const [text, type] = useState('')
  const [exit, setExit] = useState(behind.exit)
  const definition = useEdited((s) => s.doc.definition)
  const from = definition.blocks.find((b) => b.id === behind.from)
  const exits = from ? exitsOf(from, vocabulary) : []
  const wanted = text.trim().toLowerCase()
  const found = pieces(vocabulary).filter(({ piece }) =>
    kindName(piece.kind, piece.operation, words).toLowerCase().includes(wanted),
  )
  const put = (piece: Piece) => {
    let made = ''
    editor.edit((doc) => {
      const added = addBlock(doc, piece, vocabulary, { behind: { from: behind.from, exit } })
      made = added.id
      return added.doc
    })
    close()
    editor.go(made)
  }
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        if (found[0]) put(found[0].piece)
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('add.after', { block: nameOf(behind.from, definition, words) })}</Text>
        {from && exits.length > 1 && (
          <Select
            label={t('way.exit')}
            value={exit}
            allowDeselect={false}
            data={exits.map((e) => ({ value: e, label: exitName(from, e, definition.subject, words) }))}
            onChange={(e) => e && setExit(e)}
          />
        )}
        <TextInput
          data-autofocus
          aria-label={t('add.find')}
          placeholder={t('add.find')}
          value={text}
          onChange={(e) => type(e.currentTarget.value)}
        />
        <Stack gap={2} role="group" aria-label={t('add.title')}>
          {found.map(({ piece }) => (
            <PieceButton key={piece.operation ?? piece.kind} piece={piece} onClick={() => put(piece)} />
          ))}
          {found.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('add.nothing')}
            </Text>
          )}
        </Stack>
      </Stack>
    </form>
  )
}

/** A kind of block with its sign. */
export function PieceButton({
  piece,
  onClick,
  ...drag
}: {
  piece: Piece
  onClick: () => void
  draggable?: boolean
  onDragStart?: (e: React.DragEvent) => void
}) {
  const { vocabulary } = useDesk()
  const words = useWords()
  const Icon = iconOf(piece.kind, piece.operation)
  return (
    <UnstyledButton
      type="button"
      className={classes.piece ?? ''}
      data-tone={toneOf({ kind: piece.kind, params: { operation: piece.operation } }, vocabulary)}
      onClick={onClick}
      {...drag}
    >
      <Icon size={18} stroke={1.7} aria-hidden />
      {kindName(piece.kind, piece.operation, words)}
    </UnstyledButton>
  )
}
