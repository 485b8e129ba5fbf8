import { Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { type Act, useAct } from './queries'

/** Tries again, skips or stops, after it was said for how many. */
export function useConfirmedAct(done?: () => void) {
  const { t } = useTranslation(['processes', 'common'])
  const act = useAct(done)
  const ask = (wish: Act, count: number) =>
    modals.openConfirmModal({
      title: t(`act.${wish.action}_title`),
      children: <Text size="sm">{t(`act.${wish.action}_text`, { count })}</Text>,
      labels: { confirm: t(`act.${wish.action}`), cancel: t('common:action.cancel') },
      confirmProps: wish.action === 'stop' ? { color: 'red' } : {},
      onConfirm: () =>
        act.mutate(wish, {
          onSuccess: (answer) => notifications.show({ message: t(`act.${wish.action}_done`, { count: answer.count }) }),
        }),
    })
  return { ask, busy: act.isPending }
}
