import { Modal, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onSessionEnd, sessionResumed } from '@/api/session-end'
import { LoginForm } from '@/features/account/LoginForm'

/** The log-in above a page whose session ended: what was typed there stays. */
export function SessionEnded({ email }: { email: string }) {
  const { t } = useTranslation('account')
  const [ended, setEnded] = useState(false)
  useEffect(() => onSessionEnd(setEnded), [])
  return (
    <Modal opened={ended} onClose={() => sessionResumed(false)} title={t('ended.title')} centered>
      <Text size="sm" c="dimmed" mb="md">
        {t('ended.text')}
      </Text>
      <LoginForm email={email} onDone={() => sessionResumed(true)} />
    </Modal>
  )
}
