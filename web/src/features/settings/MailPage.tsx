import { Alert, Button, Group, type MantineColor, Stack, Text } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconMailOff,
  IconPlugConnected,
  type IconProps,
  IconSend,
} from '@tabler/icons-react'
import { type UseMutationResult, useMutation, useQuery } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, type Schemas, value } from '@/api/client'
import { useCan } from '@/app/session'
import { Panel, Row } from '@/ui/Panel'
import { Failure, Loading, PageHead } from '@/ui/states'
import { When } from '@/ui/values'
import { mail } from './queries'

type Settings = Schemas['MailSettings']

/** How letters are sent, from which address, and how they fare. */
export function MailPage() {
  const { t } = useTranslation('settings')
  const state = useQuery({ ...mail, refetchInterval: 15_000 })
  return (
    <>
      <PageHead title={t('section.mail')} />
      {state.isPending && <Loading lines={5} />}
      {state.error && <Failure error={state.error} retry={() => void state.refetch()} />}
      {state.data && (
        <Stack maw={720}>
          <Server server={state.data.server} />
          <Flow state={state.data} />
        </Stack>
      )}
    </>
  )
}

function Server({ server }: { server: Settings['server'] }) {
  const { t } = useTranslation('settings')
  const can = useCan()
  if (!server)
    return (
      <Alert color="orange" icon={<IconMailOff />} title={t('mail.unknown_title')}>
        {t('mail.unknown_text')}
      </Alert>
    )
  return (
    <>
      {server.captured && (
        <Alert color="yellow" icon={<IconMailOff />} title={t('mail.captured_title')}>
          {t('mail.captured_text')}
        </Alert>
      )}
      <Panel title={t('mail.server')}>
        <Stack gap={8}>
          <Row label={t('mail.from')}>{server.from_name ? `${server.from_name} <${server.from}>` : server.from}</Row>
          {server.reply_to && <Row label={t('mail.reply_to')}>{server.reply_to}</Row>}
          <Row label={t('mail.host')}>
            {server.host}:{server.port}
          </Row>
          <Row label={t('mail.encryption')}>{t(`mail.encrypted.${server.encryption}`)}</Row>
          <Row label={t('mail.login')}>{t(server.logs_in ? 'mail.with_password' : 'mail.without_password')}</Row>
        </Stack>
        <Text size="xs" c="dimmed" mt="sm">
          {t('mail.configured')}
        </Text>
        <Probe />
        {can('template.write') && <TestLetter />}
      </Panel>
    </>
  )
}

/** Looks whether the server lets us in. */
function Probe() {
  const { t } = useTranslation('settings')
  const probe = useMutation({ mutationFn: () => value(client.POST('/api/v1/settings/mail/probe')) })
  return (
    <Trial
      icon={IconPlugConnected}
      label={t('mail.probe')}
      trial={probe}
      say={({ ok, trouble }) =>
        ok
          ? { color: 'green', icon: IconCircleCheck, text: t('mail.fine') }
          : { color: 'red', icon: IconAlertTriangle, text: t(`mail.trouble.${trouble || 'unreachable'}`) }
      }
    />
  )
}

/** Sends oneself the letter of the newest order. */
function TestLetter() {
  const { t, i18n } = useTranslation('settings')
  const attempt = useAttempt()
  const test = useMutation({
    mutationFn: () => sendTest(i18n.language as 'ru' | 'en', attempt),
    onSuccess: attempt.done,
  })
  return (
    <Trial
      icon={IconSend}
      label={t('mail.test')}
      trial={test}
      say={(address) =>
        address
          ? { color: 'green', icon: IconCircleCheck, text: t('mail.test_sent', { address }) }
          : { color: 'yellow', icon: IconAlertTriangle, text: t('mail.test_later') }
      }
    />
  )
}

interface TrialProps<R> {
  icon: ComponentType<IconProps>
  label: string
  trial: UseMutationResult<R, Error, void>
  say: (outcome: R) => { color: MantineColor; icon: ComponentType<IconProps>; text: string }
}

/** A button that tries something out, and what came of it. */
function Trial<R>({ icon: Icon, label, trial, say }: TrialProps<R>) {
  const outcome = trial.data === undefined ? undefined : say(trial.data)
  return (
    <Stack gap="sm" mt="md" align="flex-start">
      <Button
        variant="default"
        leftSection={<Icon size={16} />}
        loading={trial.isPending}
        onClick={() => trial.mutate()}
      >
        {label}
      </Button>
      {outcome && (
        <Alert role="status" color={outcome.color} icon={<outcome.icon />} w="100%">
          {outcome.text}
        </Alert>
      )}
      {trial.error && <Failure error={trial.error} />}
    </Stack>
  )
}

/** The address that it goes to; empty where there is no order to write about yet. */
async function sendTest(language: 'ru' | 'en', attempt: ReturnType<typeof useAttempt>): Promise<string> {
  const [newest] = (await value(client.GET('/api/v1/orders', { params: { query: { limit: 1 } } }))).items
  if (!newest) return ''
  const params = { path: { code: 'order_created', language } }
  const { kind, subject, html, text } = await value(
    client.GET('/api/v1/letter-templates/{code}/{language}', { params }),
  )
  const body = { kind, subject, html, text, order_id: newest.id }
  const { recipient } = await value(
    client.POST('/api/v1/letter-templates/{code}/{language}/test', {
      params,
      body,
      headers: { 'Idempotency-Key': attempt.keyFor(body) },
    }),
  )
  return recipient
}

/** What waits, what was sent last, what failed. */
function Flow({ state }: { state: Settings }) {
  const { t } = useTranslation('settings')
  return (
    <Panel title={t('mail.flow')}>
      <Stack gap={8}>
        <Row label={t('mail.last_sent')}>
          {state.last_sent_at ? <When at={state.last_sent_at} /> : t('mail.nothing')}
        </Row>
        <Row label={t('mail.waiting')}>
          <Group gap={6} justify="flex-end">
            <span className="numbers">{state.waiting >= 1000 ? t('mail.thousand') : state.waiting}</span>
            {state.waiting_since && (
              <Text span size="xs" c="dimmed">
                {t('mail.since')} <When at={state.waiting_since} relative />
              </Text>
            )}
          </Group>
        </Row>
        {state.retried > 0 && (
          <Row label={t('mail.retried')}>
            {state.retried} {state.trouble && <Reason text={state.trouble} />}
          </Row>
        )}
        {state.last_failed_at && (
          <Row label={t('mail.last_failed')}>
            <When at={state.last_failed_at} /> {state.failure && <Reason text={state.failure} />}
          </Row>
        )}
      </Stack>
    </Panel>
  )
}

function Reason({ text }: { text: string }) {
  return (
    <Text span size="xs" c="dimmed" ff="monospace">
      {text}
    </Text>
  )
}
