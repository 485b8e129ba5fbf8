import { Grid, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { day, zoneName } from '@/format/date'
import { Later, type Piece } from '@/ui/Later'
import { ButtonLink } from '@/ui/links'
import { Panel } from '@/ui/Panel'
import { Empty, Failure, Loading, PageHead } from '@/ui/states'
import { Controls, useWish } from './Controls'
import { FiguresTable } from './FiguresTable'
import { isEmpty } from './numbers'
import { RefusalsPanel, StagesPanel, UnpaidPanel } from './Panels'
import type { Plots } from './Plots'
import { type Dashboard, dashboard } from './queries'
import { Tiles } from './Tiles'
import { breakdowns, rowsOf, type Wish } from './wish'

/** The plots come when there is something to draw. */
const plots: Piece<ComponentProps<typeof Plots>> = { name: 'plots', load: async () => (await import('./Plots')).Plots }

/** The school's figures in a period (REP-1). Every number opens the orders behind it. */
export function DashboardPage() {
  const { t } = useTranslation('dashboard')
  const wish = useSearch({ from: '/inside/dashboard' })
  const figures = useQuery(dashboard(wish))
  return (
    <>
      <PageHead title={t('title')} aside={figures.data && <Days data={figures.data} />} />
      <Controls wish={wish} data={figures.data} />
      {figures.isPending && <Loading />}
      {figures.error && <Failure error={figures.error} retry={() => void figures.refetch()} />}
      {figures.data && <Figures data={figures.data} wish={wish} />}
    </>
  )
}

/** Which days these are, in whose time. */
function Days({ data }: { data: Dashboard }) {
  const { t, i18n } = useTranslation('dashboard')
  const where = { language: i18n.language, timeZone: 'UTC' }
  return (
    <Text size="sm" c="dimmed">
      {t('from_to', {
        from: day(data.from, where),
        to: day(data.to, where),
        zone: zoneName(new Date(), { ...where, timeZone: data.time_zone }),
      })}
    </Text>
  )
}

function Figures({ data, wish }: { data: Dashboard; wish: Wish }) {
  const { t } = useTranslation('dashboard')
  if (isEmpty(data.total) && isEmpty(data.previous)) {
    return (
      <Stack>
        <Empty
          icon={IconChartBar}
          title={t('empty.title')}
          action={
            <ButtonLink variant="default" to="/orders" search={{}}>
              {t('empty.orders')}
            </ButtonLink>
          }
        >
          {t('empty.text')}
        </Empty>
        <UnpaidPanel wish={wish} />
      </Stack>
    )
  }
  return (
    <Stack>
      <Tiles data={data} />
      <Broken data={data} wish={wish} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <UnpaidPanel wish={wish} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <RefusalsPanel wish={wish} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <StagesPanel wish={wish} />
        </Grid.Col>
      </Grid>
    </Stack>
  )
}

/** The figures by time, offer, manager or source: drawn, and as a table. */
function Broken({ data, wish }: { data: Dashboard; wish: Wish }) {
  const { t } = useTranslation('dashboard')
  const change = useWish()
  const by = wish.by ?? 'time'
  return (
    <Panel
      title={t(`by.${by}`)}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('by.label')}
          value={by}
          onChange={(next) => change({ by: next === 'time' ? undefined : (next as Wish['by']) })}
          data={breakdowns.map((b) => ({ value: b, label: t(`by.short.${b}`) }))}
          style={{ maxWidth: '100%', overflowX: 'auto' }}
        />
      }
    >
      <Later piece={plots} props={{ data, by: rowsOf(wish) }} />
      <FiguresTable data={data} by={rowsOf(wish)} />
    </Panel>
  )
}
