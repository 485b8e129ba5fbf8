import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onSessionEnd, sessionResumed } from '@/api/session-end'
import { LoginForm } from '@/features/account/LoginForm'
import { Topmost } from '@/ui/Topmost'
import { beginAnew } from './anew'
import { type Me, meKey } from './session'

const giveUp = () => sessionResumed(false)

/**
 * The log-in above a page whose session ended: what was typed there stays. When
 * somebody else logs in, it does not become theirs: the page begins anew.
 */
export function SessionEnded({ me }: { me: Me }) {
  const { t } = useTranslation('account')
  const [ended, setEnded] = useState(false)
  const queries = useQueryClient()
  useEffect(() => onSessionEnd(setEnded), [])
  const enter = (entered: Me) => {
    if (entered.id !== me.id) return beginAnew()
    queries.setQueryData(meKey, entered)
    sessionResumed(true)
  }
  return (
    <Topmost open={ended} close={giveUp} title={t('ended.title')}>
      <Text size="sm" c="dimmed" mb="md">
        {t('ended.text')}
      </Text>
      <LoginForm email={me.email} onDone={enter} />
    </Topmost>
  )
}
