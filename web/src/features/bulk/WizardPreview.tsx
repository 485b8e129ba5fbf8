import { Alert, Button, Group, Loader, Modal, Paper, Stack, Text, Title } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { MemberName } from '@/features/segments/MemberName'
import { Failure } from '@/ui/states'
import { type Status, StatusBadge } from '@/ui/values'
import type { NewBulk } from './queries'
import type { Starting } from './useStart'
import { useLasting } from './words'

type Answer = Schemas['BulkPreview']

interface Props {
  wish: NewBulk | undefined
  preview: UseQueryResult<Answer>
  start: Starting
  /** Whether the preview is about the wish as it stands. */
  current: boolean
}

/** How many, who is left out and why, letters, time; and the button that starts it. */
export function WizardPreview({ wish, preview, start, current }: Props) {
  const { t } = useTranslation('bulk')
  const faulty = Object.keys(faultsByField(preview.error)).length > 0
  return (
    <Paper
      withBorder
      p="md"
      style={{ position: 'sticky', top: 68 }}
      component="section"
      aria-label={t('preview.title')}
    >
      <Group justify="space-between" mb="xs">
        <Title order={2} fz="md">
          {t('preview.title')}
        </Title>
        {preview.isFetching && <Loader size="xs" />}
      </Group>
      {!wish && (
        <Text size="sm" c="dimmed">
          {t('preview.incomplete')}
        </Text>
      )}
      {wish && preview.error && !faulty && <Failure error={preview.error} retry={() => void preview.refetch()} />}
      {wish && faulty && (
        <Text size="sm" c="red" role="alert">
          {t('preview.faulty')}
        </Text>
      )}
      {wish && preview.data && !preview.error && <Numbers answer={preview.data} wish={wish} />}
      {wish && preview.data && !preview.error && (
        <Start wish={wish} start={start} answer={preview.data} ready={current && !preview.isFetching} />
      )}
    </Paper>
  )
}

function Numbers({ answer, wish }: { answer: Answer; wish: NewBulk }) {
  const { t, i18n } = useTranslation('bulk')
  const lasting = useLasting()
  return (
    <Stack gap="sm" aria-live="polite">
      <div>
        <Text fz={30} fw={650} className="numbers">
          {answer.at_most && (
            <Text span fz="md" fw={500}>
              {t('preview.at_most')}
            </Text>
          )}
          {answer.will_do.toLocaleString(i18n.language)}
        </Text>
        <Text size="sm" c="dimmed">
          {t(`preview.${wish.kind}`, { count: answer.will_do })}
          {' · '}
          {t('preview.matched', { count: answer.matched })}
        </Text>
      </div>
      {answer.left_out.length > 0 && <LeftOut answer={answer} />}
      {answer.at_most && (
        <Text size="sm" c="dimmed">
          {t('preview.at_most_why')}
        </Text>
      )}
      {wish.create && (
        <Text size="sm">
          {t(answer.letters > 0 ? 'preview.letters' : 'preview.no_letters', { count: answer.letters })}
        </Text>
      )}
      {answer.will_do > 0 && <Text size="sm">{t('preview.takes', { time: lasting(answer.seconds) })}</Text>}
      {answer.sample.length > 0 && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t('preview.sample')}
          </Text>
          <Stack gap={4}>
            {answer.sample.map((member) => (
              <MemberName
                key={member.id}
                member={member}
                object={wish.kind === 'create_orders' ? 'customer' : 'order'}
              />
            ))}
          </Stack>
        </div>
      )}
    </Stack>
  )
}

function LeftOut({ answer }: { answer: Answer }) {
  const { t, i18n } = useTranslation('bulk')
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {t('preview.left_out', { count: answer.matched - answer.will_do })}
      </Text>
      <Stack gap={6} component="ul" p={0} m={0}>
        {answer.left_out.map((out) => (
          <Group key={out.reason + (out.status ?? '')} component="li" gap={6} align="flex-start" wrap="nowrap">
            <Text size="sm" fw={600} className="numbers">
              {out.count.toLocaleString(i18n.language)}
            </Text>
            <div>
              {out.status && <StatusBadge status={out.status as Status} />}
              <Text size="sm" c="dimmed">
                {out.detail}
              </Text>
            </div>
          </Group>
        ))}
      </Stack>
    </div>
  )
}

/** Starts the operation, or sends it for approval, after a word of confirmation. */
function Start({ wish, start, answer, ready }: { wish: NewBulk; start: Starting; answer: Answer; ready: boolean }) {
  const { t } = useTranslation(['bulk', 'common'])
  const [asked, ask] = useState(false)
  const label = t(answer.needs_approval ? 'start.approval' : 'start.now')
  return (
    <>
      {answer.needs_approval && (
        <Alert color="yellow" mt="sm" p="xs">
          {t('approval.needed')}
        </Alert>
      )}
      <Button fullWidth mt="md" disabled={!ready || answer.will_do === 0} onClick={() => ask(true)}>
        {label}
      </Button>
      <Modal opened={asked} onClose={() => ask(false)} title={label} centered>
        <Stack>
          <Text size="sm">{t(`start.${wish.kind}`, { count: answer.will_do })}</Text>
          {answer.letters > 0 && <Text size="sm">{t('preview.letters', { count: answer.letters })}</Text>}
          {start.error && <Failure error={start.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => ask(false)}>
              {t('common:action.cancel')}
            </Button>
            <Button data-autofocus loading={start.isPending} onClick={() => start.mutate(wish)}>
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
