import { Modal, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onSessionEnd, sessionResumed } from '@/api/session-end'
import { LoginForm } from '@/features/account/LoginForm'
import type { Me } from './session'

/**
 * The log-in above a page whose session ended: what was typed there stays. When
 * somebody else logs in, it does not become theirs: the page begins anew.
 */
export function SessionEnded({ me }: { me: Me }) {
  const { t } = useTranslation('account')
  const [ended, setEnded] = useState(false)
  useEffect(() => onSessionEnd(setEnded), [])
  return (
    <Modal opened={ended} onClose={() => sessionResumed(false)} title={t('ended.title')} centered>
      <Text size="sm" c="dimmed" mb="md">
        {t('ended.text')}
      </Text>
      <LoginForm
        email={me.email}
        onDone={(entered) => {
          sessionResumed(entered.id === me.id)
          if (entered.id !== me.id) window.location.reload()
        }}
      />
    </Modal>
  )
}
