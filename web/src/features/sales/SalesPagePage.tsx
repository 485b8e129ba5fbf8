import { MultiSelect, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { useRival } from '@/app/rival'
import { useCan, useMe } from '@/app/session'
import { Sheet } from '@/features/settings/SettingsPage'
import { money } from '@/format/money'
import { EditForm } from '@/ui/EditForm'
import { type Edit, type Read, useEdit, useNew } from '@/ui/edit'
import { LongText } from '@/ui/LongText'
import { AnchorLink } from '@/ui/links'
import { Failure, Loading, PageHead } from '@/ui/states'
import { Address } from './Address'
import { offersOnSale, type SalesPage, salesKeys, salesPage } from './queries'
import { slugOf } from './slug'

/** One sales page: what it says, what it sells, what its visitors agree to. */
export function SalesPagePage() {
  const { id } = useParams({ from: '/inside/settings/sales-pages/$id' })
  return id === 'new' ? <NewPage /> : <KnownPage key={id} id={Number(id)} />
}

type Form = Required<
  Pick<
    SalesPage,
    | 'title'
    | 'slug'
    | 'text'
    | 'language'
    | 'offer_ids'
    | 'several'
    | 'phone_required'
    | 'consent_text'
    | 'advertising_text'
    | 'active'
  >
>

const formOf = (page: SalesPage): Form => {
  const { title, slug, text, language, offer_ids, several, phone_required, consent_text, advertising_text, active } =
    page
  return { title, slug, text, language, offer_ids, several, phone_required, consent_text, advertising_text, active }
}

function NewPage() {
  const { t } = useTranslation('sales')
  const { school } = useMe()
  const go = useNavigate()
  const edit = useNew<Form, SalesPage>({
    blank: {
      title: '',
      slug: '',
      text: '',
      language: school.language,
      offer_ids: [],
      several: false,
      phone_required: false,
      consent_text: '',
      advertising_text: '',
      active: true,
    },
    create: ({ consent_text, ...form }, key) =>
      value(
        client.POST('/api/v1/sales-pages', {
          body: { ...form, ...(consent_text ? { consent_text } : {}) },
          headers: { 'Idempotency-Key': key },
        }),
      ),
    affects: [salesKeys.all],
    done: ({ id }) => void go({ to: '/settings/sales-pages/$id', params: { id: String(id) }, replace: true }),
  })
  const { title, slug, offer_ids } = edit.form
  const missing = [
    title.trim() === '' && t('field.title'),
    slug.trim() === '' && t('field.slug'),
    offer_ids.length === 0 && t('field.offers'),
  ].filter((name) => name !== false)
  return (
    <>
      <Back />
      <PageHead title={t('new')} />
      <Sheet>
        <EditForm
          edit={edit}
          names={{}}
          fresh
          submit={t('create')}
          missing={missing.length > 0 ? t('missing', { fields: missing.join(', ') }) : undefined}
        >
          <Fields edit={edit} fresh />
        </EditForm>
      </Sheet>
    </>
  )
}

function KnownPage({ id }: { id: number }) {
  const page = useQuery(salesPage(id))
  return (
    <>
      <Back />
      {page.isPending && <Loading lines={6} />}
      {page.error && <Failure error={page.error} retry={() => void page.refetch()} />}
      {page.data && <Known id={id} now={page.data} again={page.refetch} />}
    </>
  )
}

function Known({ id, now, again }: { id: number; now: Read<SalesPage>; again: () => Promise<unknown> }) {
  const { t } = useTranslation('sales')
  const locked = !useCan()('catalog.write')
  const edit = useEdit({
    now,
    form: formOf,
    save: (body, etag) =>
      value(client.PATCH('/api/v1/sales-pages/{id}', { params: { path: { id }, header: { 'If-Match': etag } }, body })),
    again,
    affects: [salesKeys.all],
    done: () => notifications.show({ message: t('saved'), color: 'green' }),
  })
  const rival = useRival('sales_page', id, edit.conflict !== undefined)
  const { title, address, active } = now.value
  return (
    <>
      <PageHead title={title} aside={<Address address={address} preview={!active} />} />
      <Sheet>
        <EditForm edit={edit} locked={locked} rival={rival} names={useFieldNames()}>
          <Fields edit={edit} />
        </EditForm>
      </Sheet>
    </>
  )
}

function Back() {
  const { t } = useTranslation('sales')
  return (
    <AnchorLink to="/settings/sales-pages" size="sm" c="dimmed">
      ← {t('title')}
    </AnchorLink>
  )
}

function useFieldNames(): Partial<Record<keyof Form, string>> {
  const { t } = useTranslation('sales')
  return {
    title: t('field.title'),
    slug: t('field.slug'),
    text: t('field.text'),
    language: t('field.language'),
    offer_ids: t('field.offers'),
    several: t('field.several'),
    phone_required: t('field.phone_required'),
    consent_text: t('field.consent'),
    advertising_text: t('field.advertising'),
    active: t('field.active'),
  }
}

/** The fields of a page. The address of a new one follows its title until somebody writes one. */
function Fields({ edit, fresh = false }: { edit: Edit<Form>; fresh?: boolean }) {
  const { t } = useTranslation(['sales', 'common'])
  const [follows, setFollows] = useState(fresh)
  const { form, faults, set } = edit
  return (
    <Stack gap="md">
      <TextInput
        label={t('field.title')}
        required
        maxLength={200}
        value={form.title}
        error={faults.title}
        onChange={(e) => {
          const title = e.currentTarget.value
          set({ title, ...(follows ? { slug: slugOf(title) } : {}) })
        }}
      />
      <TextInput
        label={t('field.slug')}
        description={t('field.slug_help', { address: `${window.location.origin}/buy/${form.slug || '…'}` })}
        required
        maxLength={60}
        value={form.slug}
        error={faults.slug}
        onChange={(e) => {
          setFollows(false)
          set({ slug: e.currentTarget.value })
        }}
      />
      <Offers form={form} set={set} fault={faultOf(faults, 'offer_ids')} />
      <LongText
        label={t('field.text')}
        description={t('field.text_help')}
        rows={4}
        value={form.text}
        error={faults.text}
        onChange={(text) => set({ text })}
      />
      <Select
        label={t('field.language')}
        description={t('field.language_help')}
        data={(['ru', 'en'] as const).map((code) => ({ value: code, label: t(`common:language.${code}`) }))}
        allowDeselect={false}
        maw={320}
        value={form.language}
        onChange={(language) => language && set({ language: language as 'ru' })}
      />
      <Switch
        label={t('field.phone_required')}
        checked={form.phone_required}
        onChange={(e) => set({ phone_required: e.currentTarget.checked })}
      />
      <Consents form={form} set={set} faults={faults} />
      <Switch
        label={t('field.active')}
        description={t('field.active_help')}
        checked={form.active}
        onChange={(e) => set({ active: e.currentTarget.checked })}
      />
    </Stack>
  )
}

/** The first fault of a list: that of the list itself or of one of its places. */
function faultOf(faults: Record<string, string>, name: string): string | undefined {
  return Object.entries(faults).find(([path]) => path === name || path.startsWith(`${name}.`))?.[1]
}

interface Part {
  form: Form
  set: (change: Partial<Form>) => void
}

function Offers({ form, set, fault }: Part & { fault: string | undefined }) {
  const { t, i18n } = useTranslation('sales')
  const offers = useQuery(offersOnSale)
  const can = useCan()
  return (
    <Stack gap={8}>
      <MultiSelect
        label={t('field.offers')}
        description={t('field.offers_help')}
        required
        searchable
        maxValues={20}
        data={(offers.data ?? []).map((o) => ({
          value: String(o.id),
          label: `${o.title} — ${money(o.price, o.currency, i18n.language)}`,
        }))}
        value={form.offer_ids.map(String)}
        error={fault ?? offers.error?.message}
        nothingFoundMessage={t('field.no_offer')}
        onChange={(ids) => set({ offer_ids: ids.map(Number) })}
      />
      {offers.data?.length === 0 && can('catalog.write') && (
        <Text size="sm" c="dimmed">
          {t('field.first_offer')}
        </Text>
      )}
      {form.offer_ids.length > 1 && (
        <Switch
          label={t('field.several')}
          checked={form.several}
          onChange={(e) => set({ several: e.currentTarget.checked })}
        />
      )}
    </Stack>
  )
}

function Consents({ form, set, faults }: Part & { faults: Record<string, string> }) {
  const { t } = useTranslation('sales')
  return (
    <>
      <LongText
        label={t('field.consent')}
        description={t('field.consent_help')}
        placeholder={t('field.consent_usual')}
        maxLength={2000}
        value={form.consent_text}
        error={faults.consent_text}
        onChange={(text) => set({ consent_text: text })}
      />
      <LongText
        label={t('field.advertising')}
        description={t('field.advertising_help')}
        maxLength={2000}
        value={form.advertising_text}
        error={faults.advertising_text}
        onChange={(text) => set({ advertising_text: text })}
      />
    </>
  )
}
