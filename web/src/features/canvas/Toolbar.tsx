import { ActionIcon, Group, Select, Tooltip } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconArrowBackUp, IconArrowForwardUp, IconLayoutDistributeVertical, IconSearch } from '@tabler/icons-react'
import type { RefObject } from 'react'
import { arrange } from './arrange'
import { useDesk, useEdited, useWords } from './useEditor'
import { useBlockChoices } from './useTargets'

/** Back, forward, tidy up, find a block. */
export function Toolbar({ search }: { search: RefObject<HTMLInputElement | null> }) {
  const { editor, vocabulary } = useDesk()
  const { t } = useWords()
  const past = useEdited(() => editor.canUndo)
  const future = useEdited(() => editor.canRedo)
  const physical = { usePhysicalKeys: true }
  useHotkeys([
    ['mod+Z', () => editor.undo(), physical],
    ['mod+shift+Z', () => editor.redo(), physical],
    ['mod+Y', () => editor.redo(), physical],
  ])
  const tidy = () => editor.edit((doc) => ({ ...doc, layout: arrange(doc, vocabulary) }))
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap">
      {editor.readOnly ? (
        <span />
      ) : (
        <Group gap={4} wrap="nowrap">
          <Act label={t('act.undo')} icon={IconArrowBackUp} disabled={!past} onClick={() => editor.undo()} />
          <Act label={t('act.redo')} icon={IconArrowForwardUp} disabled={!future} onClick={() => editor.redo()} />
          <Act label={t('act.tidy')} icon={IconLayoutDistributeVertical} onClick={tidy} />
        </Group>
      )}
      <Search input={search} />
    </Group>
  )
}

function Act({
  label,
  icon: Icon,
  ...rest
}: {
  label: string
  icon: typeof IconSearch
  disabled?: boolean
  onClick: () => void
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size="md" aria-label={label} {...rest}>
        <Icon size={18} stroke={1.6} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

function Search({ input }: { input: RefObject<HTMLInputElement | null> }) {
  const { editor } = useDesk()
  const words = useWords()
  const data = useBlockChoices()
  return (
    <Select
      ref={input}
      size="xs"
      w={260}
      leftSection={<IconSearch size={15} aria-hidden />}
      aria-label={words.t('search.label')}
      placeholder={words.t('search.label')}
      nothingFoundMessage={words.t('search.nothing')}
      searchable
      value={null}
      data={data}
      limit={20}
      onChange={(id) => id && editor.go(id)}
    />
  )
}
