import { IconAlertTriangle, IconBolt } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Tags } from '@/ui/Tags'
import { Money, StatusBadge, When } from '@/ui/values'
import classes from './cells.module.css'
import type { Column } from './columns'
import type { OrderLine } from './types'

/** What a column shows of an order: plain elements, for there are hundreds of them in sight. */
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
    <span className={classes.line}>
      <b className={`numbers ${classes.number}`}>{order.number}</b>
      {order.open_decision && (
        <span className={classes.decide} role="img" aria-label={t('decide')} title={t('decide')}>
          <IconAlertTriangle size={14} />
        </span>
      )}
    </span>
  )
}

function CustomerCell({ order: { customer } }: { order: OrderLine }) {
  return (
    <>
      <div className="clipped">{customer.name || customer.email}</div>
      {customer.name && <div className={classes.second}>{customer.email}</div>}
    </>
  )
}

/** The cost, and under it what is left of one that was paid in part. */
function Cost({ order: { cost, awaited, currency } }: { order: OrderLine }) {
  const { t } = useTranslation('orders')
  return (
    <>
      <Money amount={cost} currency={currency} />
      {awaited > 0 && awaited < cost && (
        <div className={classes.second}>
          {t('left')} <Money amount={awaited} currency={currency} />
        </div>
      )}
    </>
  )
}

function StageCell({ order }: { order: OrderLine }) {
  return (
    <span className={classes.line}>
      <span className={classes.swatch} style={{ background: order.stage_color }} aria-hidden />
      <Clipped text={order.stage_title} />
    </span>
  )
}

function NextAction({ at }: { at: string | null }) {
  if (!at) return <None />
  return (
    <span className={classes.line}>
      <IconBolt size={14} className={classes.bolt} aria-hidden />
      <span className="clipped">
        <When at={at} relative />
      </span>
    </span>
  )
}

function Moment({ at }: { at: string | null }) {
  if (!at) return <None />
  return (
    <span className="numbers">
      <When at={at} />
    </span>
  )
}

function Clipped({ text }: { text: string }) {
  if (text === '') return <None />
  return (
    <div className="clipped" title={text}>
      {text}
    </div>
  )
}

function None() {
  return (
    <span className="dimmed" aria-hidden>
      —
    </span>
  )
}
