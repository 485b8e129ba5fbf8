import { Badge, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useLive } from '@/api/live'
import { BackLink } from '@/ui/links'
import { Failure, Loading, PageHead } from '@/ui/states'
import { Money } from '@/ui/values'
import { AutomationPanel } from './AutomationPanel'
import { CustomerPanel } from './CustomerPanel'
import { DecisionsNotice } from './DecisionsNotice'
import { DetailsPanel } from './DetailsPanel'
import { ItemsPanel } from './ItemsPanel'
import { LettersPanel } from './LettersPanel'
import { LinkPanel } from './LinkPanel'
import classes from './Order.module.css'
import { PaymentsPanel } from './PaymentsPanel'
import { type Card, orderCard } from './queries'
import { StatusControl } from './StatusControl'
import { Timeline } from './Timeline'

/** Everything about one order. */
export function OrderPage() {
  const { t } = useTranslation('order')
  const { id } = useParams({ from: '/inside/orders/$id' })
  const order = Number(id)
  const card = useQuery(orderCard(order))
  useLive([`order/${order}`], [['order', order]])
  return (
    <>
      <BackLink to="/orders">{t('back')}</BackLink>
      {card.isPending && <Loading />}
      {card.error && <Failure error={card.error} retry={() => void card.refetch()} />}
      {card.data && <Whole card={card.data.value} etag={card.data.etag} />}
    </>
  )
}

/** A part of the card changes what the person saw: its version goes along. */
export interface Part {
  card: Card
  etag: string
}

function Whole({ card, etag }: Part) {
  return (
    <>
      <Head card={card} etag={etag} />
      <div className={classes.whole}>
        <Stack>
          <DecisionsNotice card={card} />
          <AutomationPanel card={card} etag={etag} />
          <ItemsPanel card={card} etag={etag} />
          <PaymentsPanel card={card} etag={etag} />
          <LettersPanel card={card} />
        </Stack>
        <Stack className={classes.side ?? ''}>
          <CustomerPanel card={card} />
          <LinkPanel card={card} etag={etag} />
          <DetailsPanel card={card} etag={etag} />
        </Stack>
        <div className={classes.history}>
          <Timeline card={card} />
        </div>
      </div>
    </>
  )
}

function Head({ card, etag }: Part) {
  const { t } = useTranslation('order')
  return (
    <PageHead title={t('title', { number: card.number })} aside={<StatusControl card={card} etag={etag} />}>
      <Group gap="lg">
        {card.paid_in_full && card.status !== 'payed' && (
          <Badge color="green" variant="light" tt="none">
            {t('paid_in_full')}
          </Badge>
        )}
        <Sum label={t('cost')} amount={card.cost} currency={card.currency} />
        <Sum label={t('paid')} amount={card.paid} currency={card.currency} />
        {card.awaited > 0 && <Sum label={t('left')} amount={card.awaited} currency={card.currency} strong />}
      </Group>
    </PageHead>
  )
}

function Sum({
  label,
  amount,
  currency,
  strong,
}: {
  label: string
  amount: number
  currency: string
  strong?: boolean
}) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fw={strong ? 700 : 500} size="lg" lh={1.2}>
        <Money amount={amount} currency={currency} />
      </Text>
    </div>
  )
}
