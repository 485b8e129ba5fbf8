import { Button, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Floating } from '@/ui/Floating'
import type { Enrollment } from './queries'
import { useConfirmedAct } from './useConfirmedAct'

/** What one can do with the enrollments that were ticked: failed ones are tried again or skipped, all of them stopped. */
export function ActBar({
  enrollments,
  chosen,
  clear,
}: {
  enrollments: Enrollment[]
  chosen: ReadonlySet<number>
  clear: () => void
}) {
  const { t } = useTranslation(['processes', 'common'])
  const act = useConfirmedAct(clear)
  const ids = [...chosen]
  const all = (action: 'retry' | 'skip') => enrollments.every((e) => !chosen.has(e.id) || e.may[action].allowed)
  const ask = (action: 'retry' | 'skip' | 'stop') => act.ask({ action, which: { enrollment_ids: ids } }, ids.length)
  return (
    <Floating shown={ids.length > 0} label={t('act.label')}>
      <Text size="sm" fw={600} style={{ whiteSpace: 'nowrap' }}>
        {t('chosen', { count: ids.length })}
      </Text>
      {all('retry') && (
        <Button size="xs" loading={act.busy} onClick={() => ask('retry')}>
          {t('act.retry')}
        </Button>
      )}
      {all('skip') && (
        <Button size="xs" variant="default" loading={act.busy} onClick={() => ask('skip')}>
          {t('act.skip')}
        </Button>
      )}
      <Button size="xs" variant="light" color="red" loading={act.busy} onClick={() => ask('stop')}>
        {t('act.stop')}
      </Button>
      <Button size="xs" variant="subtle" onClick={clear} visibleFrom="xs">
        {t('common:action.cancel')}
      </Button>
    </Floating>
  )
}
