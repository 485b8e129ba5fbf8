import { Alert, Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { ApiError, faultsByField } from '@/api/problem'
import { type DraftItem, ItemsEditor, useOffers } from '@/features/orders/ItemsEditor'
import { ItemsConflict } from './ItemsConflict'
import { asDraft, changesOf, difference, type ItemChange, rebased } from './items'
import type { Part } from './OrderPage'
import { useChange } from './queries'

/** The items as one edits them. What others do to them meanwhile is said, and kept beside what was typed. */
export function ItemsForm({ card, etag, close }: Part & { close: () => void }) {
  const { t } = useTranslation(['order', 'common'])
  const offers = useOffers()
  const [base, setBase] = useState({ card, etag })
  const [items, setItems] = useState<DraftItem[]>()
  const [confirmed, confirm] = useState(false)
  const [theirs, tell] = useState<ItemChange[]>()
  const present = items ?? base.card.items.map((item) => asDraft(item, base.card.currency, offers))
  const change = useChange(
    card.id,
    (version: string) =>
      value(
        client.PATCH('/api/v1/orders/{id}/items', {
          params: { path: { id: card.id }, header: { 'If-Match': version } },
          body: { ...difference(base.card, present), ...(confirmed ? { confirm: true } : {}) },
        }),
      ),
    { quiet: true, done: close },
  )
  const stale = change.error instanceof ApiError && change.error.stale
  const overtaken = stale && etag !== base.etag
  useEffect(() => {
    if (!overtaken) return
    tell(changesOf(base.card, present, card))
    setItems(rebased(base.card, present, card, offers))
    setBase({ card, etag })
    change.reset()
  }, [overtaken, base, present, card, etag, offers, change.reset])
  const asks =
    card.may.edit_items.confirm || (change.error instanceof ApiError && change.error.code === 'confirmation_required')
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        change.mutate(base.etag)
      }}
    >
      <Stack>
        {theirs && <ItemsConflict card={card} changes={theirs} giveUp={() => startAnew()} />}
        {change.error && !stale && (
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
          <Button type="submit" loading={change.isPending || stale}>
            {t('common:action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )

  /** From what stands in the order now, without what was typed here. */
  function startAnew() {
    setItems(undefined)
    setBase({ card, etag })
    tell(undefined)
  }
}
