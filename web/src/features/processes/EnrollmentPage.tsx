import { Alert, Button, Code, Grid, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useLive } from '@/api/live'
import { AnchorLink, BackLink } from '@/ui/links'
import { Panel } from '@/ui/Panel'
import { Failure, Loading, PageHead } from '@/ui/states'
import { EnrollmentFacts } from './EnrollmentFacts'
import { StateMark, subjectInWords } from './EnrollmentRows'
import { Journal } from './Journal'
import { NextStep } from './NextStep'
import { type EnrollmentCard, enrollmentCard, processKeys, revision } from './queries'
import { useConfirmedAct } from './useConfirmedAct'

/** One object's way through a process, as a manager reads it: what was done, why, and what comes next. */
export function EnrollmentPage() {
  const { t } = useTranslation('processes')
  const id = Number(useParams({ from: '/inside/enrollments/$id' }).id)
  const found = useQuery(enrollmentCard(id))
  useLive([`enrollment/${id}`], [processKeys.enrollment(id)])
  return (
    <>
      <BackLink to="/processes">{t('back')}</BackLink>
      {found.isPending && <Loading />}
      {found.error && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data && <Whole card={found.data} />}
    </>
  )
}

function Whole({ card }: { card: EnrollmentCard }) {
  const { t } = useTranslation('processes')
  const definition = useQuery(revision(card.process_id, card.revision)).data
  return (
    <>
      <PageHead
        title={subjectInWords(card, t)}
        aside={
          <Group gap="xs">
            <StateMark state={card.state} />
            <AnchorLink to="/processes/$id" params={{ id: String(card.process_id) }} c="dimmed">
              {card.process_title}
            </AnchorLink>
          </Group>
        }
      >
        <Actions card={card} />
      </PageHead>
      {card.state === 'failed' && (
        <Alert color="red" icon={<IconAlertTriangle />} title={card.failure_text} mb="md">
          {t('card.waiting_failed')}
        </Alert>
      )}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack>
            <Panel title={t('card.next')}>
              <NextStep card={card} definition={definition} />
            </Panel>
            <Panel title={t('card.journal')}>
              <Journal card={card} definition={definition} />
            </Panel>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <EnrollmentFacts card={card} />
        </Grid.Col>
      </Grid>
      {card.workflow_id && (
        <Text size="xs" c="dimmed" mt="md" style={{ overflowWrap: 'anywhere' }}>
          {t('card.workflow')}: <Code fz="xs">{card.workflow_id}</Code>
        </Text>
      )}
    </>
  )
}

function Actions({ card }: { card: EnrollmentCard }) {
  const { t } = useTranslation('processes')
  const { may } = card
  const act = useConfirmedAct()
  const ask = (action: 'retry' | 'skip' | 'stop') => act.ask({ action, which: { enrollment_ids: [card.id] } }, 1)
  return (
    <>
      {may.retry.allowed && (
        <Button loading={act.busy} onClick={() => ask('retry')}>
          {t('act.retry')}
        </Button>
      )}
      {may.skip.allowed && (
        <Button variant="default" loading={act.busy} onClick={() => ask('skip')}>
          {t('act.skip')}
        </Button>
      )}
      {may.stop.allowed && !card.ended_at && (
        <Button variant="light" color="red" loading={act.busy} onClick={() => ask('stop')}>
          {t('act.stop')}
        </Button>
      )}
    </>
  )
}
