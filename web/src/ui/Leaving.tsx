import { Button, Group, Modal, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

/** Asks before what was typed is lost; changes of the same page's address lose nothing. */
export function Leaving({ when }: { when: boolean }) {
  const { t } = useTranslation('common')
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => when && current.pathname !== next.pathname,
    enableBeforeUnload: when,
    withResolver: true,
  })
  return (
    <Modal opened={status === 'blocked'} onClose={() => reset?.()} title={t('edit.leave_title')} centered>
      <Text size="sm" mb="md">
        {t('edit.leave_text')}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={proceed}>
          {t('edit.leave')}
        </Button>
        <Button onClick={reset} data-autofocus>
          {t('edit.stay')}
        </Button>
      </Group>
    </Modal>
  )
}
