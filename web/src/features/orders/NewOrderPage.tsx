import { Alert, Button, Card, Checkbox, Group, Select, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, type Schemas, value } from '@/api/client'
import { ApiError, faultsByField } from '@/api/problem'
import { useCan } from '@/app/session'
import { type ChosenCustomer, CustomerChoice } from '@/features/customers/CustomerChoice'
import { minorUnits } from '@/format/money'
import { Leaving } from '@/ui/Leaving'
import { AnchorLink, ButtonLink } from '@/ui/links'
import { PageHead } from '@/ui/states'
import { type DraftItem, ItemsEditor, newItem } from './ItemsEditor'
import { boards, orderKeys } from './queries'

type Wish = Schemas['NewOrder']

/** An order by hand (ORD-3): board and stage, offers, customer. */
export function NewOrderPage() {
  const { t } = useTranslation(['orders', 'common'])
  const { customer: prefilled } = useSearch({ from: '/inside/orders/new' })
  const can = useCan()
  const [first] = useState<ChosenCustomer | undefined>(prefilled ? { id: prefilled } : undefined)
  const [customer, setCustomer] = useState(first)
  const [items, setItems] = useState<DraftItem[]>([newItem()])
  const [place, setPlace] = useState<{ board_id?: number; stage_id?: number }>({})
  const [options, setOptions] = useState({ try_deposit: false, letter: true })
  const creation = useCreation()
  const faults = faultsByField(creation.error)
  const chosen = customer !== first || items.length > 1 || items.some((i) => i.offer) || place.board_id !== undefined
  const touched = chosen || options.try_deposit || !options.letter
  const wish = (duplicate?: Wish['duplicate']) => {
    if (!customer) return
    creation.mutate({
      customer,
      order: {
        manual: true,
        ...place,
        ...(options.try_deposit ? { try_deposit: true } : {}),
        ...(options.letter ? {} : { letter: false }),
        ...(duplicate ? { duplicate } : {}),
        items: items.filter((i) => i.offer).map(asItem),
      },
    })
  }
  return (
    <>
      <PageHead title={t('new.title')} />
      <Card withBorder radius="lg" padding="lg" maw={720}>
        <form
          onSubmit={(e) => {
            e.preventDefault()
            wish()
          }}
        >
          <Stack gap="lg">
            <Refusal error={creation.error} again={wish} />
            <CustomerChoice value={customer} onChange={setCustomer} faults={faults} />
            <ItemsEditor items={items} onChange={setItems} terms={can('order.create_terms')} faults={faults} />
            <PlaceChoice place={place} onChange={setPlace} faults={faults} />
            <Stack gap="xs">
              {can('order.create_terms') && (
                <Checkbox
                  label={t('new.deposit')}
                  description={t('new.deposit_help')}
                  checked={options.try_deposit}
                  onChange={(e) => setOptions({ ...options, try_deposit: e.currentTarget.checked })}
                />
              )}
              <Checkbox
                label={t('new.letter')}
                checked={options.letter}
                onChange={(e) => setOptions({ ...options, letter: e.currentTarget.checked })}
              />
            </Stack>
            <Group>
              <Button type="submit" loading={creation.isPending} disabled={!customer || !items.some((i) => i.offer)}>
                {t('create')}
              </Button>
              <ButtonLink variant="subtle" to="/orders">
                {t('common:action.cancel')}
              </ButtonLink>
            </Group>
          </Stack>
        </form>
      </Card>
      <Leaving when={touched && !creation.isPending && !creation.isSuccess} />
    </>
  )
}

function asItem({ offer, quantity, price }: DraftItem): Wish['items'][number] {
  const own = price && offer ? minorUnits(price, offer.currency) : undefined
  return {
    offer_id: offer?.id ?? 0,
    ...(quantity > 1 ? { quantity } : {}),
    ...(own === undefined ? {} : { price: own }),
  }
}

/** Makes the customer when they are new, then the order; each under its own key, so that a repetition makes nothing twice. */
function useCreation() {
  const { t } = useTranslation('orders')
  const person = useAttempt()
  const attempt = useAttempt()
  const queries = useQueryClient()
  const go = useNavigate()
  return useMutation({
    mutationFn: async ({ customer, order }: { customer: ChosenCustomer; order: Omit<Wish, 'customer_id'> }) => {
      const customer_id = 'id' in customer ? customer.id : await added(customer, person.keyFor(customer))
      const body = { ...order, customer_id }
      return value(client.POST('/api/v1/orders', { body, headers: { 'Idempotency-Key': attempt.keyFor(body) } }))
    },
    onSuccess: (order) => {
      attempt.done()
      void queries.invalidateQueries({ queryKey: orderKeys.all })
      notifications.show({
        message: t(order.outcome === 'created' ? 'new.created' : 'new.reused', { number: order.number }),
      })
      void go({ to: '/orders/$id', params: { id: String(order.id) } })
    },
  })
}

async function added(customer: { email: string; name: string; phone: string }, key: string): Promise<number> {
  const { id } = await value(client.POST('/api/v1/customers', { body: customer, headers: { 'Idempotency-Key': key } }))
  return id
}

const duplicates = ['duplicate_order', 'product_owned'] as const

const isDuplicate = (code: string): code is (typeof duplicates)[number] => duplicates.some((one) => one === code)

/** What the API refused; a duplicate is answered here (ORD-13). */
function Refusal({ error, again }: { error: Error | null; again: (duplicate: Wish['duplicate']) => void }) {
  const { t } = useTranslation('orders')
  if (!error) return null
  if (!(error instanceof ApiError) || !isDuplicate(error.code)) {
    return (
      <Alert color="red" role="alert">
        {error.message}
      </Alert>
    )
  }
  const found = error.params.order_id
  return (
    <Alert color="yellow" role="alert" title={t(`new.${error.code}`)}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{error.message}</Text>
        <Group gap="xs">
          {typeof found === 'number' && (
            <AnchorLink size="sm" to="/orders/$id" params={{ id: String(found) }}>
              {t('new.open_found')}
            </AnchorLink>
          )}
          <Button size="xs" variant="default" onClick={() => again('create')}>
            {t('new.anyway')}
          </Button>
          {/* One that is not named is a colleague's (ROLE-2); one that was paid stays. */}
          {error.code === 'duplicate_order' && typeof found === 'number' && (
            <Button size="xs" variant="default" onClick={() => again('replace')}>
              {t('new.replace')}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  )
}

interface Place {
  board_id?: number
  stage_id?: number
}

function PlaceChoice({
  place,
  onChange,
  faults,
}: {
  place: Place
  onChange: (place: Place) => void
  faults: Record<string, string>
}) {
  const { t } = useTranslation('orders')
  const list = useQuery(boards).data ?? []
  const board = list.find((b) => b.id === place.board_id) ?? list.find((b) => b.default)
  if (!board) return null
  const stage = place.stage_id ?? board.stages[0]?.id
  return (
    <Group grow align="flex-start">
      <Select
        label={t('board')}
        data={list.map((b) => ({ value: String(b.id), label: b.title }))}
        value={String(board.id)}
        allowDeselect={false}
        error={faults.board_id}
        onChange={(id) => onChange({ board_id: Number(id) })}
      />
      <Select
        label={t('column.stage')}
        data={board.stages.map((s) => ({ value: String(s.id), label: s.title }))}
        value={stage ? String(stage) : null}
        allowDeselect={false}
        error={faults.stage_id}
        onChange={(id) => onChange({ board_id: board.id, stage_id: Number(id) })}
      />
    </Group>
  )
}
