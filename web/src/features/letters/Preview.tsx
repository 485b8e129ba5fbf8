import { Alert, Button, Loader } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, value } from '@/api/client'
import { notifyFault } from '@/ui/notify'
import type { Draft, Language } from './draft'
import { LetterView } from './LetterView'
import type { useTrial } from './useTrial'

/** The letter that a template makes now; while it has faults, the last one that it made. */
export function Preview({ trial }: { trial: ReturnType<typeof useTrial> }) {
  const { t } = useTranslation('letters')
  if (trial.letter)
    return (
      <div style={{ opacity: trial.faults.length > 0 ? 0.5 : 1 }}>
        <LetterView letter={trial.letter} aside={trial.pending && <Loader size="xs" />} />
      </div>
    )
  if (trial.faults.length > 0) return <Alert color="gray">{t('editor.mend_first')}</Alert>
  if (trial.error) return <Alert color="orange">{trial.error.message}</Alert>
  return <Loader size="sm" m="md" />
}

interface TestProps {
  code: string
  language: Language
  draft: Draft
  order: number
  disabled: boolean
}

/** Sends the letter as it stands in the editor to the person who edits it. */
export function TestButton({ code, language, draft: { title: _, ...draft }, order, disabled }: TestProps) {
  const { t } = useTranslation('letters')
  const attempt = useAttempt()
  const [busy, setBusy] = useState(false)
  const send = async () => {
    setBusy(true)
    const body = { ...draft, order_id: order }
    try {
      const { recipient } = await value(
        client.POST('/api/v1/letter-templates/{code}/{language}/test', {
          params: { path: { code, language } },
          body,
          headers: { 'Idempotency-Key': attempt.keyFor({ code, language, body }) },
        }),
      )
      attempt.done()
      notifications.show({ color: 'green', message: t('editor.test_sent', { address: recipient }) })
    } catch (error) {
      notifyFault(error)
    }
    setBusy(false)
  }
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconSend size={14} />}
      loading={busy}
      disabled={disabled}
      onClick={() => void send()}
    >
      {t('editor.test')}
    </Button>
  )
}
