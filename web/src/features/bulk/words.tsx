import { Badge, type MantineColor } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useReferences } from '@/features/segments/registry'
import type { Bulk } from './queries'
import type { State } from './search'

const colours: Record<State, MantineColor> = {
  awaiting_approval: 'yellow',
  running: 'blue',
  paused: 'orange',
  done: 'green',
  cancelled: 'gray',
}

export function BulkState({ state }: { state: State }) {
  const { t } = useTranslation('bulk')
  return (
    <Badge variant="light" color={colours[state]} radius="sm" tt="none" fw={550}>
      {t(`state.${state}`)}
    </Badge>
  )
}

/** What an operation does: "Создать заказы: «Курс йоги»", "Изменить статус на «Отменён»". */
export function useDeed(): (op: Pick<Bulk, 'create' | 'status'>) => string {
  const { t } = useTranslation(['bulk', 'common'])
  const { offer } = useReferences()
  return ({ create, status }) => {
    if (status) return t('deed.change_status', { status: t(`common:status.${status.to}`) })
    const title = offer.find((o) => o.id === create?.offer_id)?.title
    return title ? t('deed.create_orders', { offer: title }) : t('deed.create_some')
  }
}

/** A length of time, roughly: "12 секунд", "3 минуты". */
export function useLasting(): (seconds: number) => string {
  const { t } = useTranslation('bulk')
  return (seconds) => {
    if (seconds < 90) return t('lasts.seconds', { count: Math.max(1, Math.round(seconds)) })
    if (seconds < 5400) return t('lasts.minutes', { count: Math.round(seconds / 60) })
    return t('lasts.hours', { count: Math.round(seconds / 3600) })
  }
}
