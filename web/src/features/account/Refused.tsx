import { Alert, Text } from '@mantine/core'
import { IconHourglass } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/problem'

/** What the API says of an entry that it refused; after too many attempts, how long to wait. */
export function Refused({ error, wait }: { error: Error; wait: number }) {
  const { t } = useTranslation('account')
  if (!(error instanceof ApiError) || error.code !== 'too_many_attempts')
    return (
      <Alert color="red" role="alert">
        {error.message}
      </Alert>
    )
  return (
    <Alert color="yellow" role="alert" icon={<IconHourglass />} title={t('throttled.title')}>
      <Text size="sm">{wait > 0 ? t('throttled.wait', { count: wait }) : t('throttled.now')}</Text>
    </Alert>
  )
}

/** The seconds until an entry may be tried again; 0 when it may. */
export function useWait(error: Error | null, at: number): number {
  const seconds = error instanceof ApiError && error.code === 'too_many_attempts' ? Number(error.params.seconds) : 0
  const until = at + seconds * 1000
  const [now, tick] = useState(Date.now)
  useEffect(() => {
    if (seconds === 0) return
    const timer = setInterval(() => tick(Date.now()), 500)
    return () => clearInterval(timer)
  }, [seconds])
  return seconds === 0 ? 0 : Math.max(0, Math.ceil((until - Math.max(now, at)) / 1000))
}
