import { Grid, Group, Paper, Radio, Stack, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faultsByField } from '@/api/problem'
import { useCan, useMe } from '@/app/session'
import { ruleFaults } from '@/features/segments/faults'
import { Leaving } from '@/ui/Leaving'
import { PageHead } from '@/ui/states'
import { type Draft, draftOf, ofKind, wishOf } from './draft'
import { bulkPreview } from './queries'
import { type Kind, kinds } from './search'
import { CreateTerms, StatusTerms } from './Terms'
import { useStart } from './useStart'
import { Whom } from './Whom'
import { WizardPreview } from './WizardPreview'

/** A part of the wizard: the draft, how to change it, and what the API says of it. */
export interface Part {
  draft: Draft
  set: (change: Partial<Draft>) => void
  faults: Record<string, string>
}

/** What → for whom → on which terms, with what it would do beside it all the while (BLK-2). */
export function WizardPage() {
  const { t } = useTranslation('bulk')
  const search = useSearch({ from: '/inside/bulk/new' })
  const [first] = useState(() => draftOf(search))
  const [draft, change] = useState(first)
  const start = useStart()
  const set = (part: Partial<Draft>) => change((now) => ({ ...now, ...part }))
  const wish = wishOf(draft, useMe().school.time_zone)
  const [still] = useDebouncedValue(wish, 350)
  const preview = useQuery({ ...bulkPreview(still ?? { kind: draft.kind }), enabled: still !== undefined })
  const faults = faultsByField(preview.error)
  const asked = preview.data?.left_out.some((out) => out.reason === 'confirm_required') ?? false
  const part = { draft, set, faults }
  return (
    <>
      <PageHead title={t('new')} />
      <Grid>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack>
            <Step n={1} title={t('what.title')}>
              <What kind={draft.kind} choose={(kind) => change(ofKind(draft, kind))} />
            </Step>
            <Step n={2} title={t('whom.title')}>
              <Whom {...part} ruleFaults={ruleFaults(preview.error, 'rule')} />
            </Step>
            <Step n={3} title={t('terms.title')}>
              {draft.kind === 'create_orders' ? (
                <CreateTerms {...part} />
              ) : (
                <StatusTerms {...part} endsAccess={draft.confirm || asked} />
              )}
            </Step>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <WizardPreview
            wish={wish}
            preview={preview}
            start={start}
            current={wish === still || JSON.stringify(wish) === JSON.stringify(still)}
          />
        </Grid.Col>
      </Grid>
      <Leaving when={JSON.stringify(draft) !== JSON.stringify(first) && !start.isPending && !start.isSuccess} />
    </>
  )
}

function Step({ n, title, children }: { n: number; title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Title order={2} fz="md" mb="sm">
        {n}. {title}
      </Title>
      {children}
    </Paper>
  )
}

/** The kinds of operation that the person may at least prepare. */
function What({ kind, choose }: { kind: Kind; choose: (kind: Kind) => void }) {
  const { t } = useTranslation('bulk')
  const can = useCan()
  const open = kinds.filter((k) => can(k === 'change_status' ? 'bulk.change_status' : 'order.write'))
  return (
    <Radio.Group value={kind} onChange={(k) => choose(k as Kind)} aria-label={t('what.title')}>
      <Group gap="sm" align="stretch" grow preventGrowOverflow={false}>
        {open.map((k) => (
          <Radio.Card key={k} value={k} p="sm" radius="md" flex="1 1 220px">
            <Group wrap="nowrap" align="flex-start" gap="sm">
              <Radio.Indicator />
              <div>
                <Text fw={600} size="sm">
                  {t(`what.${k}`)}
                </Text>
                <Text size="xs" c="dimmed">
                  {t(`what.${k}_help`)}
                </Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </Group>
    </Radio.Group>
  )
}
