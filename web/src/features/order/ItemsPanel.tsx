import { Alert, Button, Checkbox, Group, Modal, Stack, Table, Text } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { ApiError, faultsByField } from '@/api/problem'
import { useCan } from '@/app/session'
import { type DraftItem, ItemsEditor, useOffers } from '@/features/orders/ItemsEditor'
import { decimal, minorUnits } from '@/format/money'
import { Panel } from '@/ui/Panel'
import { Money } from '@/ui/values'
import type { Part } from './OrderPage'
import { useChange } from './queries'

/** What was ordered, and a way to change it (ORD-5). */
export function ItemsPanel({ card, etag }: Part) {
  const { t } = useTranslation(['order', 'common'])
  const can = useCan()
  const [editing, edit] = useState(false)
  const settled = card.status === 'payed' || card.status === 'part_payed'
  const may = can('order.write') && card.status !== 'false' && (!settled || can('order.edit_paid'))
  return (
    <Panel
      title={t('items.title')}
      actions={
        may && (
          <Button size="compact-sm" variant="subtle" leftSection={<IconPencil size={14} />} onClick={() => edit(true)}>
            {t('common:action.edit')}
          </Button>
        )
      }
    >
      <Table.ScrollContainer minWidth={280}>
        <Table verticalSpacing={6} horizontalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('items.offer')}</Table.Th>
              <Table.Th ta="right" className="numbers">
                {t('items.quantity')}
              </Table.Th>
              <Table.Th ta="right" visibleFrom="sm">
                {t('items.price')}
              </Table.Th>
              <Table.Th ta="right">{t('items.sum')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {card.items.map((item) => (
              <Table.Tr key={item.id}>
                <Table.Td>{item.title}</Table.Td>
                <Table.Td ta="right">{item.quantity}</Table.Td>
                <Table.Td ta="right" visibleFrom="sm">
                  <Money amount={item.price} currency={card.currency} />
                </Table.Td>
                <Table.Td ta="right" fw={550}>
                  <Money amount={item.price * item.quantity} currency={card.currency} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Modal opened={editing} onClose={() => edit(false)} title={t('items.edit')} size="lg" centered>
        <ItemsForm card={card} etag={etag} settled={settled} close={() => edit(false)} />
      </Modal>
    </Panel>
  )
}

type Patch = Schemas['ItemsPatch']

function ItemsForm({ card, etag, settled, close }: Part & { settled: boolean; close: () => void }) {
  const { t } = useTranslation(['order', 'common'])
  const offers = useOffers()
  const [items, setItems] = useState<DraftItem[]>()
  const [confirmed, confirm] = useState(false)
  const [opened] = useState(card)
  const present = items ?? opened.items.map((item) => asDraft(item, card.currency, offers))
  const change = useChange(
    card.id,
    (_: undefined, version) =>
      value(
        client.PATCH('/api/v1/orders/{id}/items', {
          params: { path: { id: card.id }, header: { 'If-Match': version } },
          body: { ...difference(opened, present), ...(confirmed ? { confirm: true } : {}) },
        }),
      ),
    { quiet: true, done: close, etag },
  )
  const asks = settled || (change.error instanceof ApiError && change.error.code === 'confirmation_required')
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        change.mutate(undefined)
      }}
    >
      <Stack>
        {change.error && (
          <Alert color="orange" role="alert">
            {change.error.message}
          </Alert>
        )}
        <ItemsEditor items={present} onChange={setItems} terms faults={faultsByField(change.error)} />
        {asks && (
          <Checkbox
            label={t('items.confirm')}
            checked={confirmed}
            required
            onChange={(e) => confirm(e.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end">
          <Text size="sm" c="dimmed" flex={1}>
            {t('items.follow')}
          </Text>
          <Button type="submit" loading={change.isPending}>
            {t('common:action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** An item as the editor shows it; its offer may be archived by now. */
function asDraft(item: Schemas['OrderItem'], currency: string, offers: Schemas['Offer'][]): DraftItem {
  const known =
    offers.find((o) => o.id === item.offer_id) ??
    ({ id: item.offer_id, title: item.title, price: item.list_price, currency } as Schemas['Offer'])
  return {
    key: `item-${item.id}`,
    offer: known,
    quantity: item.quantity,
    price: item.price === known.price ? '' : decimal(item.price, currency),
  }
}

/** What of the items is new, changed and gone. */
export function difference(card: { items: Schemas['OrderItem'][]; currency: string }, drafts: DraftItem[]): Patch {
  const priceOf = (d: DraftItem) => (d.price ? minorUnits(d.price, card.currency) : undefined)
  const kept = new Map(drafts.filter((d) => d.offer).map((d) => [d.key, d]))
  const patch: Required<Omit<Patch, 'confirm'>> = { add: [], change: [], remove: [] }
  for (const item of card.items) {
    const draft = kept.get(`item-${item.id}`)
    if (!draft || draft.offer?.id !== item.offer_id) {
      patch.remove.push(item.id)
      continue
    }
    kept.delete(draft.key)
    const price = priceOf(draft) ?? draft.offer.price
    if (price !== item.price || draft.quantity !== item.quantity)
      patch.change.push({ item_id: item.id, quantity: draft.quantity, price })
  }
  for (const draft of kept.values()) {
    const price = priceOf(draft)
    patch.add.push({
      offer_id: draft.offer?.id ?? 0,
      quantity: draft.quantity,
      ...(price === undefined ? {} : { price }),
    })
  }
  return patch
}
