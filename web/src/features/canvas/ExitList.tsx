import { Select, Stack } from '@mantine/core'
import { type Block, exitsOf } from './definition'
import { connect, disconnect } from './edits'
import { useBlockFaults } from './faults'
import { useDesk, useEdited, useWords } from './useEditor'
import { useTargets } from './useTargets'
import { exitName } from './words'

/** Where each exit of a block leads, to be changed without the mouse. */
export function ExitList({ block }: { block: Block }) {
  const { editor, vocabulary } = useDesk()
  const words = useWords()
  const { t } = words
  const definition = useEdited((s) => s.doc.definition)
  const faults = useBlockFaults(block.id)
  const targets = useTargets()
  const dead = new Set(faults.general.filter((f) => f.code === 'dead_end').map((f) => String(f.params?.exit)))
  return (
    <Stack gap="xs">
      {exitsOf(block, vocabulary).map((exit) => {
        const to = definition.connections.find((c) => c.from === block.id && c.exit === exit)?.to ?? null
        return (
          <Select
            key={exit}
            label={t('way.from', { exit: exitName(block, exit, definition.subject, words) })}
            placeholder={t('way.nowhere')}
            value={to}
            data={targets}
            searchable
            clearable
            limit={50}
            disabled={editor.readOnly}
            error={dead.has(exit)}
            onChange={(next) =>
              editor.edit((doc) =>
                next ? connect(doc, { from: block.id, exit, to: next }) : disconnect(doc, { from: block.id, exit }),
              )
            }
          />
        )
      })}
    </Stack>
  )
}
