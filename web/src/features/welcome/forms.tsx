import { Button, Group, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '@/api/client'
import { exponents } from '@/api/generated/currencies'
import { faultsByField } from '@/api/problem'
import { useMe } from '@/app/session'
import { minorUnits } from '@/format/money'
import { AnchorLink } from '@/ui/links'
import { Failure } from '@/ui/states'
import { createOffer, placeOrder, useStep } from './queries'

/** At first; the form asks. */
const currencies = { ru: 'RUB', en: 'USD' } as const

/** Title and price; everything else of an offer has its defaults. */
export function OfferForm() {
  const { t } = useTranslation('welcome')
  const { school } = useMe()
  const [currency, setCurrency] = useState<string>(currencies[school.language])
  const [title, setTitle] = useState('')
  const [price, setPrice] = useState('')
  const [badPrice, setBadPrice] = useState(false)
  const create = useStep(createOffer)
  const faults = faultsByField(create.error)
  const send = () => {
    const amount = minorUnits(price, currency)
    setBadPrice(amount === undefined)
    if (amount !== undefined) create.mutate({ title, price: amount, currency })
  }
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        send()
      }}
    >
      {create.error && Object.keys(faults).length === 0 && <Failure error={create.error} />}
      <Group align="flex-start">
        <TextInput
          label={t('offer.name')}
          required
          flex={1}
          miw={200}
          maxLength={200}
          value={title}
          error={faults.title}
          onChange={(e) => setTitle(e.currentTarget.value)}
        />
        <TextInput
          label={t('offer.price')}
          required
          w={140}
          inputMode="decimal"
          value={price}
          error={badPrice ? t('offer.bad_price') : faults.price}
          onChange={(e) => setPrice(e.currentTarget.value)}
        />
        <Select
          label={t('offer.currency')}
          w={110}
          data={Object.keys(exponents).sort()}
          searchable
          allowDeselect={false}
          value={currency}
          error={faults.currency}
          onChange={(code) => code && setCurrency(code)}
        />
        <Button type="submit" loading={create.isPending} mt={25}>
          {t('offer.create')}
        </Button>
      </Group>
    </form>
  )
}

/** The first order: for oneself, as it is a trial. */
export function OrderForm({ offer }: { offer: Schemas['Offer'] }) {
  const { t } = useTranslation('welcome')
  const me = useMe()
  const [email, setEmail] = useState(me.email)
  const place = useStep(placeOrder)
  const faults = faultsByField(place.error)
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        place.mutate({ email, offer: offer.id })
      }}
    >
      {place.error && Object.keys(faults).length === 0 && <Failure error={place.error} />}
      <Group align="flex-start">
        <TextInput
          label={t('order.email', { offer: offer.title })}
          type="email"
          required
          flex={1}
          miw={200}
          value={email}
          error={faults.email}
          onChange={(e) => setEmail(e.currentTarget.value)}
        />
        <Button type="submit" loading={place.isPending} mt={25}>
          {t('order.create')}
        </Button>
      </Group>
      <AnchorLink to="/settings/sales-pages/$id" params={{ id: 'new' }} size="sm" mt="sm" display="inline-block">
        {t('order.by_page')}
      </AnchorLink>
    </form>
  )
}
