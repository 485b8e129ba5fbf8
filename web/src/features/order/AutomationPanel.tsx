import { ActionIcon, Alert, Badge, Button, Group, Menu, Modal, Stack, Text, ThemeIcon } from '@mantine/core'
import { modals } from '@mantine/modals'
import {
  IconBolt,
  IconCalendarX,
  IconClockPause,
  IconDots,
  IconHandStop,
  IconPlayerPlay,
  IconPlayerSkipForward,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { useTemplateTitles } from '@/features/letters/queries'
import { EnrollmentLink } from '@/features/processes/EnrollmentLink'
import { outcomeInWords, StateMark } from '@/features/processes/EnrollmentRows'
import { distance } from '@/format/date'
import { Asked } from '@/ui/Asked'
import { MomentPicker } from '@/ui/MomentPicker'
import { anyShown, MayButton, MayItem } from '@/ui/may'
import { Panel } from '@/ui/Panel'
import { When } from '@/ui/values'
import { actionInWords } from './action-words'
import { ExtendButton } from './DeadlineRow'
import type { Part } from './OrderPage'
import { type Automation, type Card, orderAutomation, useChange } from './queries'

type Line = Schemas['AutomationLine']

/** The next automatic action of each process, with its countdown and buttons (ORD-12). */
export function AutomationPanel({ card, etag }: Part) {
  const asked = useQuery(orderAutomation(card.id))
  return (
    <Asked query={asked} lines={2}>
      {(automation) => <Known card={card} etag={etag} automation={automation} />}
    </Asked>
  )
}

function Known({ card, etag, automation }: Part & { automation: Automation }) {
  const { t } = useTranslation('order')
  const mayChange = card.may.edit.allowed
  const act = useChange(card.id, (action: 'stop' | 'allow') =>
    value(client.POST(`/api/v1/orders/{id}/automation/${action}`, { params: { path: { id: card.id } } })),
  )
  const ended = card.enrollments.filter((e) => e.state === 'ended' || e.state === 'stopped').toReversed()
  const nothing = automation.lines.length === 0 && !automation.stopped && !automation.cancel_at
  const stop = () =>
    modals.openConfirmModal({
      title: t('automation.stop_title'),
      children: <Text size="sm">{t('automation.stop_text')}</Text>,
      confirmProps: { color: 'red' },
      onConfirm: () => act.mutate('stop'),
    })
  return (
    <Panel
      title={t('automation.title')}
      actions={
        mayChange &&
        !automation.stopped && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            leftSection={<IconHandStop size={15} />}
            onClick={stop}
          >
            {t('automation.stop')}
          </Button>
        )
      }
    >
      <Stack gap="sm">
        {automation.stopped && (
          <Alert color="orange" icon={<IconHandStop />} p="sm">
            <Group justify="space-between">
              <Text size="sm">{t('automation.stopped')}</Text>
              {mayChange && (
                <Button size="compact-sm" variant="default" loading={act.isPending} onClick={() => act.mutate('allow')}>
                  {t('automation.allow')}
                </Button>
              )}
            </Group>
          </Alert>
        )}
        {automation.lines.map((line) => (
          <NextAction key={line.enrollment_id} card={card} line={line} />
        ))}
        {automation.cancel_at && <AtDeadline card={card} etag={etag} at={automation.cancel_at} />}
        {nothing && (
          <Text size="sm" c="dimmed">
            {t('automation.none')}
          </Text>
        )}
        {ended.map((way) => (
          <Ended key={way.id} way={way} />
        ))}
      </Stack>
    </Panel>
  )
}

function NextAction({ card, line }: { card: Card; line: Line }) {
  const { t } = useTranslation('order')
  const letter = useTemplateTitles()
  return (
    <Group role="group" aria-label={line.process_title} wrap="nowrap" align="flex-start" gap="sm">
      <ThemeIcon variant="light" radius="xl" size={34} {...(line.state === 'failed' ? { color: 'red' } : {})}>
        <IconBolt size={18} />
      </ThemeIcon>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap={6}>
          <Text fw={550}>{actionInWords(line, t, letter)}</Text>
          {line.state === 'failed' && (
            <Badge color="red" variant="light" tt="none">
              {t('automation.failed')}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {line.next && line.state !== 'failed' && (
            <>
              <Countdown to={line.next.at} /> · <When at={line.next.at} /> ·{' '}
            </>
          )}
          <EnrollmentLink id={line.enrollment_id}>{line.process_title}</EnrollmentLink>
        </Text>
        {line.next?.depends && line.state !== 'failed' && (
          <Text size="xs" c="dimmed">
            {t('automation.depends')}
          </Text>
        )}
      </div>
      {line.may && anyShown(line.may) && <Steer card={card} line={line} may={line.may} />}
    </Group>
  )
}

/** A way that is over: how it ended, and the link to what happened on it. */
function Ended({ way }: { way: Schemas['OrderEnrollment'] }) {
  const { t } = useTranslation('processes')
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm">
        <EnrollmentLink id={way.id}>{way.process_title}</EnrollmentLink>
      </Text>
      <Group gap={6}>
        <Text size="sm" c="dimmed">
          {outcomeInWords(way.outcome, t)}
        </Text>
        <StateMark state={way.state} />
      </Group>
    </Group>
  )
}

/** What the payment deadline does to an order that nobody pays, and a way to give more time (PAY-7). */
function AtDeadline({ card, etag, at }: Part & { at: string }) {
  const { t } = useTranslation('order')
  return (
    <Group wrap="nowrap" align="flex-start" gap="sm">
      <ThemeIcon variant="light" radius="xl" size={34} color="orange">
        <IconCalendarX size={18} />
      </ThemeIcon>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text fw={550}>{t('automation.at_deadline')}</Text>
        <Text size="sm" c="dimmed">
          <Countdown to={at} /> · <When at={at} /> · {t('automation.unless_paid')}
        </Text>
      </div>
      <ExtendButton card={card} etag={etag} />
    </Group>
  )
}

/** How long it takes; counted while one looks. */
function Countdown({ to }: { to: string }) {
  const { i18n } = useTranslation()
  const [now, tick] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <Text span inherit c="var(--mantine-color-text)" className="numbers">
      {distance(to, i18n.language, Math.min(now, new Date(to).getTime()))}
    </Text>
  )
}

type Steering = { action: 'do-now' | 'skip' } | ({ action: 'snooze' } & ({ until: string } | { days: number }))

function Steer({ card, line, may }: { card: Card; line: Line; may: Schemas['AutomationMay'] }) {
  const { t } = useTranslation('order')
  const letter = useTemplateTitles()
  const which = { enrollment_id: line.enrollment_id, visit: line.visit }
  const params = { path: { id: card.id } }
  const steer = useChange(card.id, ({ action, ...wish }: Steering) => {
    switch (action) {
      case 'snooze':
        return value(client.POST('/api/v1/orders/{id}/automation/snooze', { params, body: { ...which, ...wish } }))
      default:
        return value(client.POST(`/api/v1/orders/{id}/automation/${action}`, { params, body: which }))
    }
  })
  const confirm = (action: 'do-now' | 'skip') =>
    modals.openConfirmModal({
      title: t(`automation.${action}`),
      children: <Text size="sm">{t(`automation.${action}_text`, { action: actionInWords(line, t, letter) })}</Text>,
      onConfirm: () => steer.mutate({ action }),
    })
  const [choosing, choose] = useState(false)
  const later = (days: number) => steer.mutate({ action: 'snooze', days })
  return (
    <Group gap={4} wrap="nowrap">
      <MayButton
        may={may.do_now}
        size="compact-sm"
        variant="default"
        leftSection={<IconPlayerPlay size={14} />}
        loading={steer.isPending}
        onClick={() => confirm('do-now')}
        visibleFrom="xs"
      >
        {t('automation.do-now')}
      </MayButton>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t('automation.more')} loading={steer.isPending}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <MayItem
            may={may.do_now}
            leftSection={<IconPlayerPlay size={15} />}
            hiddenFrom="xs"
            onClick={() => confirm('do-now')}
          >
            {t('automation.do-now')}
          </MayItem>
          <Menu.Label>{t('automation.snooze')}</Menu.Label>
          {[1, 3, 7].map((days) => (
            <MayItem key={days} may={may.snooze} leftSection={<IconClockPause size={15} />} onClick={() => later(days)}>
              {t('automation.days', { count: days })}
            </MayItem>
          ))}
          <MayItem may={may.snooze} leftSection={<IconClockPause size={15} />} onClick={() => choose(true)}>
            {t('automation.until')}
          </MayItem>
          <Menu.Divider />
          <MayItem may={may.skip} leftSection={<IconPlayerSkipForward size={15} />} onClick={() => confirm('skip')}>
            {t('automation.skip')}
          </MayItem>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={choosing} onClose={() => choose(false)} title={t('automation.snooze')} centered>
        <UntilForm
          done={(until) => {
            choose(false)
            steer.mutate({ action: 'snooze', until })
          }}
        />
      </Modal>
    </Group>
  )
}

function UntilForm({ done }: { done: (until: string) => void }) {
  const { t } = useTranslation('order')
  const [at, setAt] = useState<string | null>(null)
  return (
    <Stack>
      <MomentPicker label={t('automation.until')} value={at} onChange={setAt} from={new Date()} />
      <Button disabled={!at} onClick={() => at && done(at)}>
        {t('automation.snooze')}
      </Button>
    </Stack>
  )
}
