import { Button, Group, Modal, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import { exitsOf } from './definition'
import { connect } from './edits'
import { useDesk, useEdited, useWords } from './useEditor'
import { useTargets } from './useTargets'
import { exitName } from './words'

/** Connects a block by words: from which exit, to which block. */
export function ConnectDialog({ from, close }: { from: string | undefined; close: () => void }) {
  const { t } = useWords()
  return (
    <Modal opened={from !== undefined} onClose={close} title={t('way.title')} returnFocus={false}>
      {from !== undefined && <Form id={from} close={close} />}
    </Modal>
  )
}

function Form({ id, close }: { id: string; close: () => void }) {
  const { editor, vocabulary } = useDesk()
  const words = useWords()
  const { t } = words
  const definition = useEdited((s) => s.doc.definition)
  const block = definition.blocks.find((b) => b.id === id)
  const exits = block ? exitsOf(block, vocabulary) : []
  const led = new Map(definition.connections.filter((c) => c.from === id).map((c) => [c.exit, c.to]))
  const [exit, setExit] = useState(exits.find((e) => !led.has(e)) ?? exits[0] ?? '')
  const [to, setTo] = useState<string | null>(led.get(exit) ?? null)
  const targets = useTargets()
  const finish = () => {
    close()
    editor.go(id)
  }
  if (!block) return null
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        if (to) editor.edit((doc) => connect(doc, { from: id, exit, to }))
        finish()
      }}
    >
      <Stack>
        <Select
          label={t('way.exit')}
          value={exit}
          allowDeselect={false}
          data={exits.map((e) => ({ value: e, label: exitName(block, e, definition.subject, words) }))}
          onChange={(e) => {
            if (!e) return
            setExit(e)
            setTo(led.get(e) ?? null)
          }}
        />
        <Select label={t('way.to')} data-autofocus value={to} searchable limit={50} data={targets} onChange={setTo} />
        <Group justify="flex-end">
          <Button variant="default" onClick={finish}>
            {t('action.cancel', { ns: 'common' })}
          </Button>
          <Button type="submit" disabled={!to}>
            {t('way.connect')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
