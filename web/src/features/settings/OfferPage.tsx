import { Alert, Button, Text } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { useRival } from '@/app/rival'
import { useCan } from '@/app/session'
import { Asked } from '@/ui/Asked'
import { EditForm } from '@/ui/EditForm'
import { type Read, useEdit, useNew } from '@/ui/edit'
import { AnchorLink } from '@/ui/links'
import { PageHead } from '@/ui/states'
import { OfferFields } from './OfferFields'
import { asBody, asForm, blankOffer, type Offer, type OfferForm } from './offer-form'
import { Archived } from './ProductsPage'
import { offer, settingKeys, useAct } from './queries'
import { Sheet } from './SettingsPage'

/** One offer with all its terms, or a new one at /new. */
export function OfferPage() {
  const { t } = useTranslation('settings')
  const { id } = useParams({ from: '/inside/settings/offers/$id' })
  return (
    <>
      <AnchorLink to="/settings/offers" size="sm" c="dimmed">
        ← {t('section.offers')}
      </AnchorLink>
      {id === 'new' ? <Fresh /> : <Known key={id} id={Number(id)} />}
    </>
  )
}

function Fresh() {
  const { t } = useTranslation('settings')
  const go = useNavigate()
  const edit = useNew<OfferForm, Offer>({
    blank: blankOffer,
    create: async (form, key) => {
      const { title, code, currency, price, smallest_part, ...terms } = form
      const sums = asBody({ price, smallest_part }, form, t('offer.not_a_sum'))
      const body = { ...terms, title, code, currency, price: sums.price ?? 0, smallest_part: sums.smallest_part ?? 0 }
      return value(client.POST('/api/v1/offers', { body, headers: { 'Idempotency-Key': key } }))
    },
    affects: [settingKeys.offers],
    done: ({ id }) => void go({ to: '/settings/offers/$id', params: { id: String(id) }, replace: true }),
  })
  return (
    <>
      <PageHead title={t('offer.new')} />
      <Sheet>
        <EditForm edit={edit} names={{}} fresh>
          <OfferFields edit={edit} fresh />
        </EditForm>
      </Sheet>
    </>
  )
}

function Known({ id }: { id: number }) {
  const found = useQuery(offer(id))
  return (
    <Asked query={found} lines={10}>
      {(now) => <Form id={id} now={now} again={found.refetch} />}
    </Asked>
  )
}

function Form({ id, now, again }: { id: number; now: Read<Offer>; again: () => Promise<unknown> }) {
  const { t } = useTranslation('settings')
  const can = useCan()
  const params = (etag: string) => ({ path: { id }, header: { 'If-Match': etag } })
  const edit = useEdit({
    now,
    form: asForm,
    save: async (changed, etag, form) =>
      value(
        client.PATCH('/api/v1/offers/{id}', {
          params: params(etag),
          body: asBody(changed, form, t('offer.not_a_sum')),
        }),
      ),
    again,
    affects: [settingKeys.offers],
  })
  const archive = useAct(
    (archived: boolean) => value(client.PATCH('/api/v1/offers/{id}', { params: params(now.etag), body: { archived } })),
    [settingKeys.offers],
  )
  const rival = useRival('offer', id, edit.conflict !== undefined)
  const { archived } = now.value
  const names = Object.fromEntries(
    Object.keys(blankOffer).map((field) => [field, t(`offer.field.${field as keyof OfferForm}`)]),
  )
  return (
    <>
      <PageHead title={now.value.title} aside={archived && <Archived />}>
        {can('catalog.write') && (
          <Button variant="default" loading={archive.isPending} onClick={() => archive.mutate(!archived)}>
            {t(archived ? 'unarchive' : 'archive')}
          </Button>
        )}
      </PageHead>
      {archived && (
        <Alert icon={<IconInfoCircle />} color="gray" mb="md">
          {t('offer.archived_help')}
        </Alert>
      )}
      <Text size="sm" c="dimmed" mb="md">
        {t('offer.copies')}
      </Text>
      <Sheet>
        <EditForm edit={edit} locked={!can('catalog.write')} rival={rival} names={names}>
          <OfferFields edit={edit} />
        </EditForm>
      </Sheet>
    </>
  )
}
