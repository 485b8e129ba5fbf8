import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconMailOff, IconPlugConnected, IconSend } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
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
    <Stack gap="sm" mt="md" align="flex-start">
      <Button
        variant="default"
        leftSection={<IconPlugConnected size={16} />}
        loading={probe.isPending}
        onClick={() => probe.mutate()}
      >
        {t('mail.probe')}
      </Button>
      {probe.data && (
        <Alert
          role="status"
          color={probe.data.ok ? 'green' : 'red'}
          icon={probe.data.ok ? <IconCircleCheck /> : <IconAlertTriangle />}
          w="100%"
        >
          {probe.data.ok ? t('mail.fine') : t(`mail.trouble.${probe.data.trouble || 'unreachable'}`)}
        </Alert>
      )}
      {probe.error && <Failure error={probe.error} />}
    </Stack>
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
  const { data } = test
  return (
    <Stack gap="sm" mt="sm" align="flex-start">
      <Button
        variant="default"
        leftSection={<IconSend size={16} />}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        {t('mail.test')}
      </Button>
      {data !== undefined && (
        <Alert role="status" color={data ? 'green' : 'yellow'} w="100%">
          {data ? t('mail.test_sent', { address: data }) : t('mail.test_later')}
        </Alert>
      )}
      {test.error && <Failure error={test.error} />}
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
