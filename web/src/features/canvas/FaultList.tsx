import { Alert, Loader, Stack, Text } from '@mantine/core'
import { IconAlertCircle, IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { Fault } from './definition'
import { faultText } from './faultText'
import classes from './Panels.module.css'
import { useChecked } from './useCheck'
import { useDesk, useEdited, useWords } from './useEditor'
import { nameOf } from './words'

/** What keeps the process from being published, and what its author should know; a click leads to the block. */
export function FaultList() {
  const { t } = useWords()
  const { faults, warnings, pending, error } = useChecked()
  return (
    <Stack gap="sm" aria-live="polite" aria-busy={pending}>
      {error !== null && error !== undefined && (
        <Alert color="yellow" title={t('faults.unasked')}>
          {error instanceof Error ? error.message : String(error)}
        </Alert>
      )}
      {pending && faults.length === 0 && !error && <Loader size="sm" aria-label={t('faults.checking')} />}
      {faults.length > 0 && (
        <Alert color="red" icon={<IconAlertCircle />} title={t('faults.count', { count: faults.length })}>
          <List faults={faults} />
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert color="orange" icon={<IconAlertTriangle />} title={t('warnings.title')}>
          <List faults={warnings} />
        </Alert>
      )}
      {!pending && !error && faults.length === 0 && (
        <Alert color="green" icon={<IconCircleCheck />}>
          {t('faults.none')}
        </Alert>
      )}
    </Stack>
  )
}

/** More than these nobody reads at once. */
const most = 30

function List({ faults }: { faults: Fault[] }) {
  const { editor, id } = useDesk()
  const words = useWords()
  const go = useNavigate()
  const definition = useEdited((s) => s.doc.definition)
  return (
    <Stack gap={4}>
      {faults.slice(0, most).map((fault, i) => (
        <button
          key={`${fault.path} ${fault.code} ${i}`}
          type="button"
          className={classes.line}
          onClick={() => {
            const inBlock = fault.block !== undefined && definition.blocks.some((b) => b.id === fault.block)
            if (inBlock) editor.go(fault.block)
            else if (/^(triggers|exit_rules|policies|title)/.test(fault.path))
              void go({ to: '/processes/$id', params: { id: String(id) }, search: { tab: 'settings' } })
          }}
        >
          {fault.block && <strong>{nameOf(fault.block, definition, words)}: </strong>}
          {faultText(fault, definition, words)}
        </button>
      ))}
      {faults.length > most && <Text size="sm">{words.t('faults.more', { count: faults.length - most })}</Text>}
    </Stack>
  )
}
