import { Select, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { boards } from '@/features/orders/queries'
import { Asked } from '@/ui/Asked'
import { Panel } from '@/ui/Panel'
import { BarList } from './BarList'
import { useWish } from './Controls'
import { Help } from './Help'
import { count, percent, sums } from './numbers'
import { refusals, stageConversion, unpaidAges } from './queries'
import type { Wish } from './wish'

/** How old the unpaid orders are now. */
export function UnpaidPanel({ wish }: { wish: Wish }) {
  const { t, i18n } = useTranslation('dashboard')
  const query = useQuery(unpaidAges(wish))
  return (
    <Panel title={t('unpaid.title')} actions={<Help about={t('unpaid.title')}>{t('help.unpaid')}</Help>}>
      <Asked query={query} lines={5}>
        {(ages) =>
          ages.every((a) => a.orders.count === 0) ? (
            <Nothing>{t('unpaid.none')}</Nothing>
          ) : (
            <BarList
              color="#c79a1b"
              bars={ages.map((a) => ({
                key: String(a.from_days),
                name:
                  a.to_days === null
                    ? t('unpaid.older', { count: a.from_days })
                    : a.to_days === 1
                      ? t('unpaid.first_day')
                      : t('unpaid.days', { from: a.from_days, count: a.to_days }),
                of: a.orders,
                aside: sums(a.left, i18n.language),
              }))}
            />
          )
        }
      </Asked>
    </Panel>
  )
}

/** Why orders were cancelled. */
export function RefusalsPanel({ wish }: { wish: Wish }) {
  const { t, i18n } = useTranslation('dashboard')
  const query = useQuery(refusals(wish))
  return (
    <Panel title={t('refusals.title')} actions={<Help about={t('refusals.title')}>{t('help.refusals')}</Help>}>
      <Asked query={query} lines={5}>
        {(rows) => {
          const whole = rows.reduce((sum, r) => sum + r.orders.count, 0)
          if (whole === 0) return <Nothing>{t('refusals.nobody')}</Nothing>
          return (
            <BarList
              color="#d9722e"
              bars={rows.map((r) => ({
                key: String(r.reason_id),
                name: r.reason_id === null ? t('refusals.none') : r.name,
                of: r.orders,
                aside: percent(r.orders.count, whole, i18n.language) ?? '',
              }))}
            />
          )
        }}
      </Asked>
    </Panel>
  )
}

/** How far orders come over a board's stages. */
export function StagesPanel({ wish }: { wish: Wish }) {
  const { t, i18n } = useTranslation('dashboard')
  const query = useQuery(stageConversion(wish))
  return (
    <Panel title={t('stages.title')} actions={<Help about={t('stages.title')}>{t('help.stages')}</Help>}>
      <BoardChoice wish={wish} />
      <Asked query={query} lines={5}>
        {({ stages }) => {
          const first = stages[0]?.reached.count ?? 0
          if (first === 0) return <Nothing>{t('stages.none')}</Nothing>
          return (
            <BarList
              color="#4c7bd9"
              bars={stages.map((s) => ({
                key: String(s.stage_id),
                name: s.title,
                of: s.reached,
                aside: t('stages.share', {
                  share: percent(s.reached.count, first, i18n.language),
                  paid: count(s.converted.count, i18n.language),
                }),
              }))}
            />
          )
        }}
      </Asked>
    </Panel>
  )
}

function BoardChoice({ wish }: { wish: Wish }) {
  const { t } = useTranslation('dashboard')
  const change = useWish()
  const all = useQuery(boards).data ?? []
  if (all.length < 2) return null
  const shown = wish.board ?? all.find((b) => b.default)?.id ?? all[0]?.id
  return (
    <Select
      size="xs"
      mb="sm"
      aria-label={t('stages.board')}
      data={all.map((b) => ({ value: String(b.id), label: b.title }))}
      value={String(shown)}
      allowDeselect={false}
      onChange={(id) => change({ board: id ? Number(id) : undefined })}
    />
  )
}

function Nothing({ children }: { children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  )
}
