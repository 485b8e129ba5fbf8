import { ActionIcon, Button, Fieldset, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { decimal, minorUnits, money } from '@/format/money'

type Offer = Schemas['Offer']

/** An item of an order that is being written. */
export interface DraftItem {
  key: string
  offer?: Offer
  quantity: number
  price: string
}

export const newItem = (): DraftItem => ({ key: crypto.randomUUID(), quantity: 1, price: '' })

/** The offers that can be sold. */
export function useOffers(): Offer[] {
  const offers = useQuery({
    queryKey: ['offers', 'sold'],
    staleTime: 60_000,
    queryFn: async () => (await value(client.GET('/api/v1/offers', { params: { query: { limit: 200 } } }))).items,
  })
  return offers.data?.filter((o) => !o.archived) ?? []
}

interface Props {
  items: DraftItem[]
  onChange: (items: DraftItem[]) => void
  /** Whether quantity and price are offered (ORD-3). */
  terms: boolean
  faults: Record<string, string>
}

/** The offers of an order, with quantity and price where one may set them. */
export function ItemsEditor({ items, onChange, terms, faults }: Props) {
  const { t, i18n } = useTranslation('orders')
  const offers = useOffers()
  const currency = items.find((i) => i.offer)?.offer?.currency
  const change = (key: string, part: Partial<DraftItem>) =>
    onChange(items.map((i) => (i.key === key ? { ...i, ...part } : i)))
  const total = items.reduce((sum, item) => sum + costOf(item), 0)
  return (
    <Fieldset
      legend={t('column.items')}
      variant="unstyled"
      styles={{
        root: { padding: 0, marginInline: 0 },
        legend: { fontSize: 'var(--mantine-font-size-sm)', fontWeight: 500, marginBottom: 4 },
      }}
    >
      <Stack gap="xs">
        {items.map((item, i) => (
          <Item
            key={item.key}
            item={item}
            offers={offers.filter((o) => !currency || items.length === 1 || o.currency === currency)}
            terms={terms}
            fault={
              faults[`items.${i}.offer_id`] ??
              faults[`items.${i}.price`] ??
              faults[`items.${i}.quantity`] ??
              faults[`items.${i}`]
            }
            change={(part) => change(item.key, part)}
            drop={items.length > 1 ? () => onChange(items.filter((other) => other.key !== item.key)) : undefined}
          />
        ))}
        <Group justify="space-between">
          <Button
            variant="subtle"
            size="xs"
            leftSection={<IconPlus size={14} />}
            onClick={() => onChange([...items, newItem()])}
          >
            {t('new.add_item')}
          </Button>
          {currency && (
            <Text fw={600} className="numbers" aria-live="polite">
              {t('new.total', { sum: money(total, currency, i18n.language) })}
            </Text>
          )}
        </Group>
      </Stack>
    </Fieldset>
  )
}

/** The price that was typed, in minor units; undefined when none was. */
export function priceOf({ offer, price }: DraftItem): number | undefined {
  return offer && price ? minorUnits(price, offer.currency) : undefined
}

function costOf(item: DraftItem): number {
  return item.offer ? item.quantity * (priceOf(item) ?? item.offer.price) : 0
}

interface ItemProps {
  item: DraftItem
  offers: Offer[]
  terms: boolean
  fault: string | undefined
  change: (part: Partial<DraftItem>) => void
  drop: (() => void) | undefined
}

function Item({ item, offers, terms, fault, change, drop }: ItemProps) {
  const { t, i18n } = useTranslation('orders')
  const label = (o: Offer) => `${o.title} — ${money(o.price, o.currency, i18n.language)}`
  const wrong = item.price !== '' && item.offer && minorUnits(item.price, item.offer.currency) === undefined
  return (
    <Group align="flex-start" gap="xs" wrap="wrap">
      <Select
        aria-label={t('new.offer')}
        placeholder={t('new.offer')}
        searchable
        data={offers.map((o) => ({ value: String(o.id), label: label(o) }))}
        value={item.offer ? String(item.offer.id) : null}
        error={fault}
        nothingFoundMessage={t('nothing.title')}
        onChange={(id) => {
          const offer = offers.find((o) => String(o.id) === id)
          change(offer ? { offer, price: '' } : {})
        }}
        flex="1 1 260px"
      />
      {terms && (
        <>
          <NumberInput
            aria-label={t('new.quantity')}
            min={1}
            max={10_000}
            allowDecimal={false}
            value={item.quantity}
            onChange={(n) => change({ quantity: Number(n) || 1 })}
            w={84}
          />
          <TextInput
            aria-label={t('new.price')}
            placeholder={item.offer ? decimal(item.offer.price, item.offer.currency) : t('new.price')}
            inputMode="decimal"
            value={item.price}
            error={wrong ? t('new.price_wrong') : undefined}
            onChange={(e) => change({ price: e.currentTarget.value })}
            w={120}
          />
        </>
      )}
      {drop && (
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('new.drop_item')} onClick={drop}>
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </Group>
  )
}
