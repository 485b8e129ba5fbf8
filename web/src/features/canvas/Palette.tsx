import { Button, Stack, Text } from '@mantine/core'
import { IconNote } from '@tabler/icons-react'
import { PieceButton } from './AddDialog'
import { pieceFormat } from './Canvas'
import { exitsOf } from './definition'
import { addBlock, addNote, type Behind, type Piece } from './edits'
import { pieces } from './kinds'
import { useDesk, useWords } from './useEditor'

/** The blocks that can be put down: by drag onto the picture, by a click behind the block that is chosen. */
export function Palette() {
  const { t } = useWords()
  const { vocabulary, editor } = useDesk()
  const all = pieces(vocabulary)
  return (
    <Stack gap="md">
      {(['actions', 'flow'] as const).map((group) => (
        <Stack key={group} gap={6} role="group" aria-label={t(`group.${group}`)}>
          <Text size="xs" fw={600} c="dimmed">
            {t(`group.${group}`)}
          </Text>
          {all
            .filter((p) => p.group === group)
            .map(({ piece }) => (
              <Draggable key={piece.operation ?? piece.kind} piece={piece} />
            ))}
        </Stack>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconNote size={16} aria-hidden />}
        onClick={() => {
          let made = ''
          editor.edit((doc) => {
            const added = addNote(doc, besideAll(doc.layout.blocks))
            made = added.id
            return added.doc
          })
          editor.choose([made])
        }}
      >
        {t('note.add')}
      </Button>
      <Text size="xs" c="dimmed">
        {t('group.hint')}
      </Text>
    </Stack>
  )
}

function besideAll(places: Record<string, { x: number; y: number }>) {
  const all = Object.values(places)
  return { x: Math.min(0, ...all.map((p) => p.x)) - 260, y: Math.min(...all.map((p) => p.y), 0) }
}

function Draggable({ piece }: { piece: Piece }) {
  const put = usePut()
  return (
    <PieceButton
      piece={piece}
      onClick={() => put(piece)}
      draggable
      onDragStart={(e) => {
        e.dataTransfer.setData(pieceFormat, JSON.stringify(piece))
        e.dataTransfer.effectAllowed = 'copy'
      }}
    />
  )
}

/** Puts a block behind the one that is chosen; without one, below everything. */
function usePut() {
  const { editor, vocabulary } = useDesk()
  return (piece: Piece) => {
    let made = ''
    editor.edit((doc) => {
      const added = addBlock(doc, piece, vocabulary, { behind: behindChosen() })
      made = added.id
      return added.doc
    })
    editor.go(made)
  }

  function behindChosen(): Behind | undefined {
    const { doc, chosen } = editor.get()
    const block = doc.definition.blocks.find((b) => chosen.has(b.id))
    const exits = block ? exitsOf(block, vocabulary) : []
    const led = new Set(doc.definition.connections.filter((c) => c.from === block?.id).map((c) => c.exit))
    const exit = exits.find((e) => !led.has(e)) ?? exits[0]
    return block && exit ? { from: block.id, exit } : undefined
  }
}
