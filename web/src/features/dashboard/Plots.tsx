import { BarChart, type ChartTooltipProps } from '@mantine/charts'
import { Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import '@mantine/charts/styles.css'
import { money } from '@/format/money'
import { Help } from './Help'
import { nameOf, shortName } from './names'
import { count, mainCurrency, percent, sumIn } from './numbers'
import type { Counted, Dashboard, Row } from './queries'
import type { rowsOf } from './wish'

/** Colours that differ in brightness too, for those who see red and green alike. */
const series = [
  { name: 'created', color: '#4c7bd9' },
  { name: 'paid', color: '#14967a' },
  { name: 'cancelled', color: '#d9722e' },
] as const

/** How many offers, managers or sources a plot holds; the table has them all. */
const most = 12

interface Props {
  data: Dashboard
  by: ReturnType<typeof rowsOf>
}

/** The figures as plots: how many orders, their money, their conversion. A bar opens the orders behind it. */
export function Plots({ data, by }: Props) {
  const byTime = by === 'day' || by === 'week' || by === 'month'
  const rows = byTime ? data.rows : data.rows.slice(0, most)
  if (rows.length === 0) return null
  return (
    <Stack gap="lg">
      <Orders rows={rows} by={by} />
      <Group grow align="flex-start" gap="lg" preventGrowOverflow={false} wrap="wrap">
        <Revenue data={data} rows={rows} by={by} />
        <Conversion rows={rows} by={by} />
      </Group>
    </Stack>
  )
}

interface PlotProps {
  rows: Row[]
  by: Props['by']
}

/** Opens the orders behind a bar. */
function useOpen() {
  const go = useNavigate()
  return (of: Counted | undefined) => {
    if (of?.rule) void go({ to: '/orders', search: { rule: of.rule as object } })
  }
}

function Orders({ rows, by }: PlotProps) {
  const { t, i18n } = useTranslation('dashboard')
  const open = useOpen()
  return (
    <section aria-label={t('plot.orders')}>
      <Head title={t('plot.orders')} help={t('help.orders')} />
      <BarChart
        h={240}
        data={rows.map((row) => ({
          key: row.key,
          name: shortName(row, by, t, i18n.language),
          created: row.created.count,
          paid: row.paid.count,
          cancelled: row.cancelled.count,
        }))}
        dataKey="name"
        withLegend
        legendProps={{ verticalAlign: 'top', itemSorter: null }}
        series={series.map((s) => ({ ...s, label: t(`figure.${s.name}`) }))}
        barProps={({ name }) => ({
          cursor: 'pointer',
          isAnimationActive: false,
          onClick: (_: unknown, at: number) => open(rows[at]?.[name as (typeof series)[number]['name']]),
        })}
        valueFormatter={(n) => count(n, i18n.language)}
        tooltipProps={{ content: (props) => <Hint {...props} rows={rows} by={by} /> }}
        yAxisProps={{ allowDecimals: false, width: 44 }}
      />
    </section>
  )
}

function Revenue({ data, rows, by }: PlotProps & { data: Dashboard }) {
  const { t, i18n } = useTranslation('dashboard')
  const open = useOpen()
  const currencies = data.total.revenue.map((s) => s.currency)
  const [chosen, choose] = useState<string>()
  const currency = chosen && currencies.includes(chosen) ? chosen : (mainCurrency(data.total) ?? 'RUB')
  return (
    <section aria-label={t('figure.revenue')} style={{ minWidth: 300 }}>
      <Head title={t('figure.revenue')} help={t('help.revenue')}>
        {currencies.length > 1 && (
          <SegmentedControl
            size="xs"
            data={currencies}
            value={currency}
            onChange={choose}
            aria-label={t('plot.currency')}
          />
        )}
      </Head>
      <Single
        rows={rows}
        by={by}
        color="#8059c9"
        label={t('figure.revenue')}
        value={(row) => sumIn(row.revenue, currency)}
        write={(n) => money(n, currency, i18n.language)}
        tick={(n) => compact(n, currency, i18n.language)}
        open={(row) => open(row.revenue_orders)}
      />
    </section>
  )
}

/** "1,2 млн ₽". */
function compact(amount: number, currency: string, language: string): string {
  const places =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  return new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(
    amount / 10 ** places,
  )
}

function Conversion({ rows, by }: PlotProps) {
  const { t, i18n } = useTranslation('dashboard')
  const open = useOpen()
  return (
    <section aria-label={t('figure.conversion')} style={{ minWidth: 300 }}>
      <Head title={t('figure.conversion')} help={t('help.conversion')} />
      <Single
        rows={rows}
        by={by}
        color="#14967a"
        label={t('figure.conversion')}
        value={(row) => (row.priced.count === 0 ? 0 : row.converted.count / row.priced.count)}
        write={(share) => percent(share, 1, i18n.language) ?? ''}
        tick={(share) => percent(share, 1, i18n.language) ?? ''}
        open={(row) => open(row.converted)}
        domain={[0, 1]}
      />
    </section>
  )
}

interface SingleProps extends PlotProps {
  color: string
  label: string
  value: (row: Row) => number
  write: (value: number) => string
  tick: (value: number) => string
  open: (row: Row) => void
  domain?: [number, number]
}

/** A plot of one figure. */
function Single({ rows, by, color, label, value, write, tick, open, domain }: SingleProps) {
  const { t, i18n } = useTranslation('dashboard')
  return (
    <BarChart
      h={200}
      data={rows.map((row) => ({ name: shortName(row, by, t, i18n.language), value: value(row) }))}
      dataKey="name"
      series={[{ name: 'value', color, label }]}
      barProps={{
        cursor: 'pointer',
        isAnimationActive: false,
        onClick: (_: unknown, at: number) => {
          const row = rows[at]
          if (row) open(row)
        },
      }}
      valueFormatter={write}
      yAxisProps={{ tickFormatter: tick, width: 64, ...(domain ? { domain } : {}) }}
    />
  )
}

function Head({ title, help, children }: { title: string; help: string; children?: ReactNode }) {
  return (
    <Group gap={4} mb="xs">
      <Title order={3} size="sm">
        {title}
      </Title>
      <Help about={title}>{help}</Help>
      {children}
    </Group>
  )
}

/** What a bar says: the whole name and all three numbers. */
function Hint({ payload, rows, by }: Pick<ChartTooltipProps, 'payload'> & PlotProps) {
  const { t, i18n } = useTranslation('dashboard')
  const key = (payload?.[0] as { payload?: { key: string } } | undefined)?.payload?.key
  const row = rows.find((r) => r.key === key)
  if (!row) return null
  return (
    <Paper withBorder shadow="md" p="xs" radius="md">
      <Text size="sm" fw={600} mb={4}>
        {nameOf(row, by, t, i18n.language)}
      </Text>
      {series.map(({ name, color }) => (
        <Group key={name} gap={6} wrap="nowrap">
          <svg width={10} height={10} aria-hidden>
            <rect width={10} height={10} rx={2} fill={color} />
          </svg>
          <Text size="sm">
            {t(`figure.${name}`)}: {count(row[name].count, i18n.language)}
          </Text>
        </Group>
      ))}
    </Paper>
  )
}
