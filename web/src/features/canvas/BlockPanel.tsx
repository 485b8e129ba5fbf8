import {
  ActionIcon,
  Alert,
  Button,
  Group,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
  Tooltip,
} from '@mantine/core'
import { IconCopy, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { LongText } from '@/ui/LongText'
import { BranchesField } from './BranchesField'
import { type Block, type FieldEntry, fieldsOf, isSingle, type Params } from './definition'
import { ExitList } from './ExitList'
import { copy, editBlock, paste, remark, remove } from './edits'
import { applies, FieldInput } from './FieldInput'
import { useBlockFaults } from './faults'
import { useDesk, useEdited, useWords } from './useEditor'
import { kindName, sentence } from './words'

/** Everything about the block that is chosen. */
export function BlockPanel({ block }: { block: Block }) {
  const { editor, vocabulary } = useDesk()
  const words = useWords()
  const { t } = words
  const subject = useEdited((s) => s.doc.definition.subject)
  const edit = (change: Partial<Block>, name: string) =>
    editor.edit((doc) => editBlock(doc, block.id, change, vocabulary), `${block.id} ${name}`)
  return (
    <Stack gap="md" component="section" aria-label={t('panel.block')}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text size="xs" c="dimmed">
            {kindName(block.kind, block.params?.operation, words)}
          </Text>
          <Title order={2} size="h3" style={{ overflowWrap: 'anywhere' }}>
            {block.title || sentence(block, subject, words)}
          </Title>
        </div>
        {!editor.readOnly && !isSingle(block, vocabulary) && <BlockActs block={block} />}
      </Group>
      <General block={block} />
      {!isSingle(block, vocabulary) && (
        <TextInput
          label={t('panel.title')}
          placeholder={sentence(block, subject, words)}
          value={block.title ?? ''}
          maxLength={200}
          disabled={editor.readOnly}
          onChange={(e) => {
            const { title: _, ...rest } = block
            const title = e.currentTarget.value
            editor.edit((doc) => replaceBlock(doc, title ? { ...rest, title } : rest), `${block.id} title`)
          }}
        />
      )}
      <Settings block={block} onChange={(params, name) => edit({ params }, name)} />
      <ExitList block={block} />
      <Remark id={block.id} />
    </Stack>
  )
}

function replaceBlock<D extends { definition: { blocks: Block[] } }>(doc: D, block: Block): D {
  const blocks = doc.definition.blocks.map((b) => (b.id === block.id ? block : b))
  return { ...doc, definition: { ...doc.definition, blocks } }
}

/** What is wrong with the block as a whole. */
function General({ block }: { block: Block }) {
  const { general, warnings } = useBlockFaults(block.id)
  return [
    ...general.map((f) => (
      <Alert key={f.path + f.code} color="red" p="xs">
        {f.detail}
      </Alert>
    )),
    ...warnings.map((f) => (
      <Alert key={`w${f.path}${f.code}`} color="orange" p="xs">
        {f.detail}
      </Alert>
    )),
  ]
}

function BlockActs({ block }: { block: Block }) {
  const { editor, vocabulary } = useDesk()
  const { t } = useWords()
  const double = () => {
    let ids: string[] = []
    editor.edit((doc) => {
      const place = doc.layout.blocks[block.id] ?? { x: 0, y: 0 }
      const pasted = paste(doc, copy(doc, new Set([block.id]), vocabulary), { x: place.x + 48, y: place.y + 48 })
      ids = pasted.ids
      return pasted.doc
    })
    editor.go(ids[0])
  }
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label={t('act.double')}>
        <ActionIcon variant="subtle" color="gray" aria-label={t('act.double')} onClick={double}>
          <IconCopy size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('act.remove')}>
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={t('act.remove')}
          onClick={() => {
            editor.edit((doc) => remove(doc, new Set([block.id]), vocabulary))
            editor.choose([])
          }}
        >
          <IconTrash size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </Group>
  )
}

/** The settings that the API names for this kind of block. */
function Settings({ block, onChange }: { block: Block; onChange: (params: Params, name: string) => void }) {
  const { vocabulary } = useDesk()
  const params = block.params ?? {}
  const fields = fieldsOf(block, vocabulary).filter((f) => applies(f, params))
  const faults = useBlockFaults(block.id)
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = params
    onChange(value === undefined ? rest : { ...params, [name]: value }, name)
  }
  if (block.kind === 'delay') return <DelayFields block={block} fields={fields} onChange={onChange} />
  return fields.map((field) =>
    field.form === 'list' ? (
      <BranchesField key={field.name} block={block} value={params[field.name]} onChange={(v) => set(field.name, v)} />
    ) : (
      <FieldInput
        key={field.name}
        field={field}
        value={params[field.name]}
        beside={params}
        onChange={(value) => set(field.name, value)}
        fault={faults.of(`params.${field.name}`)}
        faults={faults.within(`params.${field.name}`)}
      />
    ),
  )
}

/** A delay has one of its two settings: a length of time, or a moment. */
function DelayFields({
  block,
  fields,
  onChange,
}: {
  block: Block
  fields: FieldEntry[]
  onChange: (params: Params, name: string) => void
}) {
  const { t } = useTranslation('canvas')
  const { editor } = useDesk()
  const faults = useBlockFaults(block.id)
  const params = block.params ?? {}
  const now = 'until' in params ? 'until' : 'for'
  const field = fields.find((f) => f.name === now)
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('delay.how')}
        value={now}
        disabled={editor.readOnly}
        data={[
          { value: 'for', label: t('delay.for') },
          { value: 'until', label: t('delay.until') },
        ]}
        onChange={(how) =>
          onChange(how === 'for' ? { for: { amount: 1, unit: 'days' } } : { until: tomorrow() }, 'how')
        }
      />
      {field && (
        <FieldInput
          field={field}
          value={params[now]}
          beside={params}
          onChange={(value) => onChange(value === undefined ? {} : { [now]: value }, now)}
          fault={faults.of(`params.${now}`)}
        />
      )}
    </Stack>
  )
}

/** Only what the field first shows: the author sees and changes it, and the checker judges it when it is published. */
function tomorrow(): string {
  const at = new Date(Date.now() + 86_400_000)
  at.setMinutes(0, 0, 0)
  return at.toISOString()
}

/** A word for colleagues; it is no part of what runs. */
function Remark({ id }: { id: string }) {
  const { editor } = useDesk()
  const { t } = useWords()
  const note = useEdited((s) => s.doc.layout.blocks[id]?.note ?? '')
  return (
    <LongText
      label={t('note.label')}
      description={t('note.help')}
      rows={1}
      maxLength={2000}
      value={note}
      disabled={editor.readOnly}
      onChange={(text) => {
        editor.edit((doc) => remark(doc, id, text), `${id} note`)
      }}
    />
  )
}

/** Several at once: copy by the keyboard, or take out. */
export function ManyPanel({ count }: { count: number }) {
  const { editor, vocabulary } = useDesk()
  const { t } = useWords()
  return (
    <Stack gap="sm" component="section" aria-label={t('panel.many', { count })}>
      <Title order={2} size="h3">
        {t('panel.many', { count })}
      </Title>
      <Text size="sm" c="dimmed">
        {t('panel.many_help')}
      </Text>
      {!editor.readOnly && (
        <Button
          variant="light"
          color="red"
          onClick={() => {
            editor.edit((doc) => remove(doc, editor.get().chosen, vocabulary))
            editor.choose([])
          }}
        >
          {t('act.remove')}
        </Button>
      )}
    </Stack>
  )
}
