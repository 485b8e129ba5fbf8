import { ColorSwatch, Group, Text, ThemeIcon, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconBolt } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Tags } from '@/ui/Tags'
import { Money, StatusBadge, When } from '@/ui/values'
import type { Column } from './columns'
import type { OrderLine } from './types'

/** What a column shows of an order. */
export function Cell({ order, column }: { order: OrderLine; column: Column }) {
  switch (column) {
    case 'number':
      return <NumberCell order={order} />
    case 'customer':
      return <CustomerCell order={order} />
    case 'customer_email':
      return <Clipped text={order.customer.email} />
    case 'customer_phone':
      return <Clipped text={order.customer.phone} />
    case 'items':
      return <Clipped text={order.item_titles.join(', ')} />
    case 'status':
      return <StatusBadge status={order.status} />
    case 'cost':
      return <Cost order={order} />
    case 'paid':
      return <Money amount={order.paid} currency={order.currency} />
    case 'left':
      return order.awaited > 0 ? <Money amount={order.awaited} currency={order.currency} /> : <None />
    case 'stage':
      return <StageCell order={order} />
    case 'manager':
      return <Clipped text={order.manager_name ?? ''} />
    case 'tags':
      return order.tags.length > 0 ? <Tags tags={order.tags} /> : <None />
    case 'next_action_at':
      return <NextAction at={order.next_action_at} />
    case 'source':
      return <Clipped text={order.source} />
    case 'refusal_reason':
      return <Clipped text={order.refusal_reason ?? ''} />
    default:
      return <Moment at={order[column]} />
  }
}

function NumberCell({ order }: { order: OrderLine }) {
  const { t } = useTranslation('orders')
  return (
    <Group gap={4} wrap="nowrap">
      <Text size="sm" fw={600} className="numbers">
        {order.number}
      </Text>
      {order.open_decision && (
        <Tooltip label={t('decide')}>
          <ThemeIcon size="xs" color="orange" variant="transparent" aria-label={t('decide')}>
            <IconAlertTriangle size={14} />
          </ThemeIcon>
        </Tooltip>
      )}
    </Group>
  )
}

function CustomerCell({ order: { customer } }: { order: OrderLine }) {
  return (
    <div>
      <Text size="sm" className="clipped">
        {customer.name || customer.email}
      </Text>
      {customer.name && (
        <Text size="xs" c="dimmed" className="clipped">
          {customer.email}
        </Text>
      )}
    </div>
  )
}

/** The cost, and under it what is left of one that was paid in part. */
function Cost({ order: { cost, awaited, currency } }: { order: OrderLine }) {
  const { t } = useTranslation('orders')
  return (
    <>
      <Money amount={cost} currency={currency} />
      {awaited > 0 && awaited < cost && (
        <Text size="xs" c="dimmed" className="clipped">
          {t('left')} <Money amount={awaited} currency={currency} />
        </Text>
      )}
    </>
  )
}

function StageCell({ order }: { order: OrderLine }) {
  return (
    <Group gap={6} wrap="nowrap" miw={0}>
      <ColorSwatch color={order.stage_color} size={10} withShadow={false} aria-hidden />
      <Clipped text={order.stage_title} />
    </Group>
  )
}

function NextAction({ at }: { at: string | null }) {
  if (!at) return <None />
  return (
    <Group gap={4} wrap="nowrap">
      <ThemeIcon size="xs" variant="transparent" aria-hidden>
        <IconBolt size={14} />
      </ThemeIcon>
      <Text size="sm" className="clipped">
        <When at={at} relative />
      </Text>
    </Group>
  )
}

function Moment({ at }: { at: string | null }) {
  if (!at) return <None />
  return (
    <Text size="sm" className="numbers">
      <When at={at} />
    </Text>
  )
}

function Clipped({ text }: { text: string }) {
  if (text === '') return <None />
  return (
    <Text size="sm" className="clipped" title={text}>
      {text}
    </Text>
  )
}

function None() {
  return (
    <Text size="sm" c="dimmed" aria-hidden>
      —
    </Text>
  )
}
