import { Group, Stack, Text } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import type { Definition } from './definition'
import type { Change } from './difference'
import { type Entry, entriesOf, type Row } from './difference-words'
import classes from './Panels.module.css'
import { useDesk, useWords } from './useEditor'

interface Shown {
  changes: Change[]
  before: Definition
  after: Definition
  /** What stands there when nothing is different. */
  empty: string
}

/** What was added, what changed from what to what, what was taken out. */
export function DifferenceList({ changes, before, after, empty }: Shown) {
  const words = useWords()
  const { vocabulary } = useDesk()
  if (changes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {empty}
      </Text>
    )
  const entries = entriesOf(changes, { before, after }, words, vocabulary)
  return (
    <Stack gap="sm">
      {(['added', 'changed', 'removed'] as const).map((how) => (
        <Part key={how} how={how} entries={entries.filter((entry) => entry.how === how)} />
      ))}
    </Stack>
  )
}

function Part({ how, entries }: { how: Entry['how']; entries: Entry[] }) {
  const { t } = useWords()
  if (entries.length === 0) return null
  return (
    <div className={classes.changes} data-how={how} role="group" aria-label={t(`change.how.${how}`)}>
      <Text size="sm" fw={600} className={classes.how ?? ''}>
        {t(`change.how.${how}`)}
      </Text>
      <ul>
        {entries.map((entry, i) => (
          <Text key={i} component="li" size="sm">
            {entry.name}
            {entry.place && (
              <Text span inherit c="dimmed">
                {' '}
                {entry.place}
              </Text>
            )}
            {entry.rows.map((row) => (
              <Value key={row.label} row={row} />
            ))}
          </Text>
        ))}
      </ul>
    </div>
  )
}

/** A value: how it was, how it is. */
function Value({ row: { label, before, after } }: { row: Row }) {
  const { t } = useWords()
  return (
    <Group gap="2px 6px" pl="md" align="baseline" className={classes.value ?? ''}>
      {label && (
        <Text span size="sm" c="dimmed">
          {label}:
        </Text>
      )}
      <del>{before}</del>
      <IconArrowRight size={13} role="img" aria-label={t('change.became')} />
      <ins>{after}</ins>
    </Group>
  )
}
