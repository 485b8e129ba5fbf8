import { Card, Group, SimpleGrid, Text } from '@mantine/core'
import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { day } from '@/format/date'
import { money } from '@/format/money'
import { Behind } from './Behind'
import { Help } from './Help'
import { change, count, percent, sumIn } from './numbers'
import type { Counted, Dashboard, Figures } from './queries'

type Figure = 'created' | 'paid' | 'conversion' | 'revenue' | 'average' | 'cancelled'

interface Reading {
  value: string
  behind: Counted
  now: number
  before: number
  was: string
}

/** The key figures, each beside what it was in as many days before. */
export function Tiles({ data }: { data: Dashboard }) {
  const { i18n } = useTranslation()
  const simple = (key: 'created' | 'paid' | 'cancelled') => ({
    figure: key as Figure,
    readings: [counted(data.total[key], data.previous[key], i18n.language)],
  })
  const tiles = [
    simple('created'),
    simple('paid'),
    { figure: 'conversion' as const, readings: [conversion(data, i18n.language)] },
    { figure: 'revenue' as const, readings: inMoney(data, 'revenue', (f) => f.revenue_orders, i18n.language) },
    { figure: 'average' as const, readings: inMoney(data, 'average_bill', undefined, i18n.language) },
    simple('cancelled'),
  ]
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, xl: 6 }} spacing="sm">
      {tiles.map(({ figure, readings }) => (
        <Tile key={figure} figure={figure} readings={readings} before={data.before} />
      ))}
    </SimpleGrid>
  )
}

function counted(now: Counted, before: Counted, language: string): Reading {
  return {
    value: count(now.count, language),
    behind: now,
    now: now.count,
    before: before.count,
    was: count(before.count, language),
  }
}

function conversion({ total, previous }: Dashboard, language: string): Reading {
  const share = (f: Figures) => (f.priced.count === 0 ? 0 : f.converted.count / f.priced.count)
  const text = (f: Figures) => percent(f.converted.count, f.priced.count, language) ?? '—'
  return {
    value: text(total),
    behind: total.converted,
    now: share(total),
    before: share(previous),
    was: text(previous),
  }
}

/** One reading for each currency of the period or of the one before. */
function inMoney(
  { total, previous }: Dashboard,
  key: 'revenue' | 'average_bill',
  behind: ((f: Figures) => Counted) | undefined,
  language: string,
): Reading[] {
  const currencies = [...new Set([...total[key], ...previous[key]].map((s) => s.currency))]
  return currencies.map((currency) => {
    const now = sumIn(total[key], currency)
    const before = sumIn(previous[key], currency)
    return {
      value: money(now, currency, language),
      behind: behind?.(total) ?? total.average_bill.find((a) => a.currency === currency)?.orders ?? { count: 0 },
      now,
      before,
      was: money(before, currency, language),
    }
  })
}

function Tile({ figure, readings, before }: { figure: Figure; readings: Reading[]; before: Dashboard['before'] }) {
  const { t } = useTranslation('dashboard')
  const title = t(`figure.${figure}`)
  return (
    <Card withBorder radius="lg" padding="sm" component="section" aria-label={title}>
      <Group justify="space-between" wrap="nowrap" gap={4}>
        <Text size="sm" c="dimmed" className="clipped">
          {title}
        </Text>
        <Help about={title}>{t(`help.${figure}`)}</Help>
      </Group>
      {readings.length === 0 && (
        <Text fz="xl" fw={650}>
          —
        </Text>
      )}
      {readings.map((reading) => (
        <div key={reading.value + reading.was}>
          <Text fz="xl" fw={650} lh={1.3} component="div">
            <Behind of={reading.behind} label={t('open', { figure: title, value: reading.value })}>
              {reading.value}
            </Behind>
          </Text>
          <Compared reading={reading} days={before} worse={figure === 'cancelled'} />
        </div>
      ))}
    </Card>
  )
}

/** How the figure has changed: an arrow, a share and what it was. Colour only adds to it. */
function Compared({ reading, days, worse }: { reading: Reading; days: Dashboard['before']; worse: boolean }) {
  const { t, i18n } = useTranslation('dashboard')
  const share = change(reading.now, reading.before)
  const where = { language: i18n.language, timeZone: 'UTC' }
  const was = t('was', { value: reading.was, from: day(days.from, where), to: day(days.to, where) })
  if (share === undefined || share === 0) {
    return (
      <Text size="xs" c="dimmed" title={was}>
        {t('was_short', { value: reading.was })}
      </Text>
    )
  }
  const Arrow = share > 0 ? IconArrowUpRight : IconArrowDownRight
  const good = share > 0 !== worse
  return (
    <Group gap={2} title={was} wrap="nowrap">
      <Text span size="xs" c={good ? 'teal' : 'orange'} fw={600} className="numbers">
        <Arrow size={14} style={{ verticalAlign: '-2px' }} aria-hidden />
        {new Intl.NumberFormat(i18n.language, {
          style: 'percent',
          maximumFractionDigits: 0,
          signDisplay: 'exceptZero',
        }).format(share)}
      </Text>
      <Text span size="xs" c="dimmed" className="clipped">
        {t('was_short', { value: reading.was })}
      </Text>
    </Group>
  )
}
