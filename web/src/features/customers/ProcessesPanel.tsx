import { Badge, Button, Group, Stack, Text, ThemeIcon } from '@mantine/core'
import { IconBolt, IconPlayerPlay } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '@/api/client'
import { useCan } from '@/app/session'
import { useTemplateTitles } from '@/features/letters/queries'
import { actionInWords } from '@/features/order/action-words'
import { EnrollmentLink } from '@/features/processes/EnrollmentLink'
import { AnchorLink } from '@/ui/links'
import { Panel } from '@/ui/Panel'
import { Loading } from '@/ui/states'
import { When } from '@/ui/values'
import { customerAutomation, customerEnrollments, type Profile } from './queries'
import { StartProcess } from './StartProcess'

/** What happens to the customer by itself: next actions, and the ways that have ended. */
export function ProcessesPanel({ customer, orders }: { customer: number; orders: Profile['orders'] }) {
  const { t } = useTranslation('customers')
  const can = useCan()
  const [starting, start] = useState(false)
  const automation = useQuery({ ...customerAutomation(customer), enabled: can('customer.read') })
  const ways = useQuery({ ...customerEnrollments(customer), enabled: can('process.read') })
  const ended = ways.data?.filter((e) => e.state === 'ended' || e.state === 'stopped') ?? []
  const lines = automation.data ?? []
  const numbers = new Map(orders.map((order) => [order.id, order.number]))
  return (
    <Panel
      title={t('processes.title')}
      actions={
        can('enrollment.write') && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlayerPlay size={14} />}
            onClick={() => start(true)}
          >
            {t('processes.start')}
          </Button>
        )
      }
    >
      {automation.isPending && <Loading lines={2} />}
      <Stack gap="sm">
        {lines.map((line) => (
          <NextAction key={line.enrollment_id} line={line} number={numbers.get(line.order_id ?? 0)} />
        ))}
        {ended.slice(0, 5).map((way) => (
          <Ended key={way.id} way={way} />
        ))}
      </Stack>
      {automation.data && lines.length === 0 && ended.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('processes.none')}
        </Text>
      )}
      <StartProcess customer={customer} opened={starting} close={() => start(false)} />
    </Panel>
  )
}

function NextAction({ line, number }: { line: Schemas['AutomationLine']; number: number | undefined }) {
  const { t } = useTranslation(['customers', 'order'])
  const { t: words } = useTranslation('order')
  const letter = useTemplateTitles()
  const failed = line.state === 'failed'
  return (
    <Group wrap="nowrap" align="flex-start" gap="sm">
      <ThemeIcon variant="light" radius="xl" size={32} {...(failed ? { color: 'red' } : {})} aria-hidden>
        <IconBolt size={17} />
      </ThemeIcon>
      <div style={{ minWidth: 0 }}>
        <Group gap={6}>
          <Text size="sm" fw={550}>
            {actionInWords(line, words, letter)}
          </Text>
          {failed && (
            <Badge color="red" variant="light" tt="none">
              {t('order:automation.failed')}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {line.next && !failed && (
            <>
              <When at={line.next.at} relative /> ·{' '}
            </>
          )}
          <EnrollmentLink id={line.enrollment_id}>{line.process_title}</EnrollmentLink>
          {line.order_id && (
            <>
              {' · '}
              <AnchorLink to="/orders/$id" params={{ id: String(line.order_id) }} inherit underline="always">
                {number === undefined ? t('to_order') : t('order_number', { number })}
              </AnchorLink>
            </>
          )}
        </Text>
      </div>
    </Group>
  )
}

function Ended({ way }: { way: Schemas['Enrollment'] }) {
  const { t } = useTranslation('customers')
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Text size="sm" className="clipped">
        <EnrollmentLink id={way.id}>{way.process_title}</EnrollmentLink>
      </Text>
      <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        {t(way.state === 'stopped' ? 'processes.stopped' : 'processes.ended')}{' '}
        {way.ended_at && <When at={way.ended_at} />}
      </Text>
    </Group>
  )
}
