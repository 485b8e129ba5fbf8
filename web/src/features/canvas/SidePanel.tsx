import { Button, Group, Kbd, Stack, Text, Title } from '@mantine/core'
import { LongText } from '@/ui/LongText'
import { BlockPanel, ManyPanel } from './BlockPanel'
import type { Note } from './definition'
import { disconnect, editNote, remove } from './edits'
import { FaultList } from './FaultList'
import { wayOf } from './picture'
import { useDesk, useEdited, useWords } from './useEditor'
import { exitName, nameOf } from './words'

/** What stands beside the picture: the thing that is chosen, else what the checker says. */
export function SidePanel() {
  const chosen = useEdited((s) => s.chosen)
  const doc = useEdited((s) => s.doc)
  const [only] = chosen
  if (chosen.size > 1) return <ManyPanel count={chosen.size} />
  const block = only !== undefined && doc.definition.blocks.find((b) => b.id === only)
  if (block) return <BlockPanel key={block.id} block={block} />
  const note = doc.layout.notes.find((n) => n.id === only)
  if (note) return <NotePanel key={note.id} note={note} />
  const way = only === undefined ? undefined : wayOf(only)
  if (way) return <WayPanel {...way} />
  return <Overview />
}

function NotePanel({ note }: { note: Note }) {
  const { editor, vocabulary } = useDesk()
  const { t } = useWords()
  return (
    <Stack gap="sm">
      <LongText
        label={t('note.sheet')}
        rows={4}
        maxLength={2000}
        autoFocus
        value={note.text}
        disabled={editor.readOnly}
        onChange={(text) => {
          editor.edit((doc) => editNote(doc, note.id, text), `${note.id} text`)
        }}
      />
      {!editor.readOnly && (
        <Button
          variant="light"
          color="red"
          onClick={() => {
            editor.edit((doc) => remove(doc, new Set([note.id]), vocabulary))
            editor.choose([])
          }}
        >
          {t('note.remove')}
        </Button>
      )}
    </Stack>
  )
}

function WayPanel({ from, exit }: { from: string; exit: string }) {
  const { editor } = useDesk()
  const words = useWords()
  const { t } = words
  const definition = useEdited((s) => s.doc.definition)
  const block = definition.blocks.find((b) => b.id === from)
  const to = definition.connections.find((c) => c.from === from && c.exit === exit)?.to
  if (!block || !to) return <Overview />
  return (
    <Stack gap="sm" component="section" aria-label={t('way.title')}>
      <Title order={2} size="h3">
        {t('way.title')}
      </Title>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {nameOf(from, definition, words)} — {exitName(block, exit, definition.subject, words)} →{' '}
        {nameOf(to, definition, words)}
      </Text>
      <Group gap="xs">
        <Button variant="default" size="xs" onClick={() => editor.go(from)}>
          {t('way.begin')}
        </Button>
        <Button variant="default" size="xs" onClick={() => editor.go(to)}>
          {t('way.finish')}
        </Button>
        {!editor.readOnly && (
          <Button
            variant="light"
            color="red"
            size="xs"
            onClick={() => {
              editor.edit((doc) => disconnect(doc, { from, exit }))
              editor.choose([])
            }}
          >
            {t('way.remove')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

const keys = [
  ['↑ ↓ ← →', 'walk'],
  ['Enter', 'edit'],
  ['A', 'add'],
  ['C', 'connect'],
  ['Delete', 'remove'],
  ['Alt + ↑ ↓ ← →', 'move'],
  ['Ctrl + C · X · V', 'copy'],
  ['Ctrl + Z · Y', 'undo'],
  ['/', 'find'],
  ['Ctrl + S', 'save'],
] as const

function Overview() {
  const { t } = useWords()
  const { editor } = useDesk()
  return (
    <Stack gap="lg">
      <FaultList />
      {!editor.readOnly && (
        <Stack gap={4} component="section" aria-label={t('keys.title')} visibleFrom="sm">
          <Text size="xs" fw={600} c="dimmed">
            {t('keys.title')}
          </Text>
          {keys.map(([key, what]) => (
            <Group key={key} justify="space-between" gap="xs" wrap="nowrap">
              <Text size="xs">{t(`keys.${what}`)}</Text>
              <Kbd size="xs">{key}</Kbd>
            </Group>
          ))}
        </Stack>
      )}
    </Stack>
  )
}
