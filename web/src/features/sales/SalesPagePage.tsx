import {
  Alert,
  Button,
  Card,
  Group,
  MultiSelect,
  Select,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, type Schemas, value } from '@/api/client'
import { ApiError, faultsByField } from '@/api/problem'
import { useCan, useMe } from '@/app/session'
import { money } from '@/format/money'
import { AnchorLink, ButtonLink } from '@/ui/links'
import { Failure, Loading, PageHead } from '@/ui/states'
import { Address } from './Address'
import { offersOnSale, type SalesPage, salesKeys, salesPage } from './queries'
import { slugOf } from './slug'

/** One sales page: what it says, what it sells, what its visitors agree to. */
export function SalesPagePage() {
  const { id } = useParams({ from: '/inside/settings/sales-pages/$id' })
  return id === 'new' ? <NewPage /> : <KnownPage key={id} id={Number(id)} />
}

function NewPage() {
  const { t } = useTranslation('sales')
  const { school } = useMe()
  const begin: Form = {
    title: '',
    slug: '',
    text: '',
    language: school.language,
    offer_ids: [],
    several: false,
    phone_required: false,
    advertising_text: '',
    active: true,
  }
  return (
    <>
      <Back />
      <PageHead title={t('new')} />
      <Editor begin={begin} />
    </>
  )
}

function KnownPage({ id }: { id: number }) {
  const page = useQuery(salesPage(id))
  if (page.isPending) return <Loading lines={6} />
  if (page.error) return <Failure error={page.error} retry={() => void page.refetch()} />
  const { value: now, etag } = page.data
  return (
    <>
      <Back />
      <PageHead title={now.title} aside={<Address address={now.address} preview={!now.active} />} />
      <Editor key={etag} begin={now} known={{ id, etag }} again={() => void page.refetch()} />
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

type Form = Schemas['NewSalesPage'] & Partial<Pick<SalesPage, 'consent_text'>>

/** The fields of a page that can be sent. */
function sent(form: Form): Form {
  const { title, slug, text, language, offer_ids, several, phone_required, consent_text, advertising_text, active } =
    form
  return {
    title,
    slug,
    offer_ids,
    active: active ?? true,
    several: several ?? false,
    phone_required: phone_required ?? false,
    text: text ?? '',
    advertising_text: advertising_text ?? '',
    ...(language ? { language } : {}),
    ...(consent_text ? { consent_text } : {}),
  }
}

function useSave(known: { id: number; etag: string } | undefined) {
  const { t } = useTranslation('sales')
  const attempt = useAttempt()
  const queries = useQueryClient()
  const go = useNavigate()
  return useMutation({
    mutationFn: (form: Form): Promise<SalesPage> => {
      const body = sent(form)
      if (!known)
        return value(client.POST('/api/v1/sales-pages', { body, headers: { 'Idempotency-Key': attempt.keyFor(body) } }))
      return value(
        client.PATCH('/api/v1/sales-pages/{id}', {
          params: { path: { id: known.id }, header: { 'If-Match': known.etag } },
          body,
        }),
      )
    },
    onSuccess: (page) => {
      attempt.done()
      notifications.show({ message: t('saved'), color: 'green' })
      void queries.invalidateQueries({ queryKey: salesKeys.all })
      if (!known) void go({ to: '/settings/sales-pages/$id', params: { id: String(page.id) }, replace: true })
    },
  })
}

function Editor({ begin, known, again }: { begin: Form; known?: { id: number; etag: string }; again?: () => void }) {
  const { t } = useTranslation(['sales', 'common'])
  const locked = !useCan()('catalog.write')
  const [form, setForm] = useState(begin)
  const [ownSlug, setOwnSlug] = useState(known !== undefined)
  const save = useSave(known)
  const faults = faultsByField(save.error)
  const set = (change: Partial<Form>) => setForm({ ...form, ...change })
  return (
    <Card withBorder radius="lg" padding="lg" maw={720}>
      <form
        onSubmit={(e) => {
          e.preventDefault()
          save.mutate(form)
        }}
      >
        <fieldset disabled={locked} style={{ border: 0, margin: 0, padding: 0 }}>
          <Stack gap="md">
            <Trouble error={save.error} again={again} />
            <TextInput
              label={t('field.title')}
              required
              maxLength={200}
              value={form.title}
              error={faults.title}
              onChange={(e) =>
                set({ title: e.currentTarget.value, ...(ownSlug ? {} : { slug: slugOf(e.currentTarget.value) }) })
              }
            />
            <TextInput
              label={t('field.slug')}
              description={t('field.slug_help', { address: `${window.location.origin}/buy/${form.slug || '…'}` })}
              required
              maxLength={60}
              value={form.slug}
              error={faults.slug}
              onChange={(e) => {
                setOwnSlug(true)
                set({ slug: e.currentTarget.value })
              }}
            />
            <Offers form={form} set={set} fault={faultOf(faults, 'offer_ids')} />
            <Textarea
              label={t('field.text')}
              description={t('field.text_help')}
              autosize
              minRows={4}
              maxRows={16}
              value={form.text ?? ''}
              error={faults.text}
              onChange={(e) => set({ text: e.currentTarget.value })}
            />
            <Select
              label={t('field.language')}
              description={t('field.language_help')}
              data={(['ru', 'en'] as const).map((code) => ({ value: code, label: t(`common:language.${code}`) }))}
              allowDeselect={false}
              maw={320}
              value={form.language ?? 'ru'}
              onChange={(language) => language && set({ language: language as 'ru' })}
            />
            <Switch
              label={t('field.phone_required')}
              checked={form.phone_required ?? false}
              onChange={(e) => set({ phone_required: e.currentTarget.checked })}
            />
            <Consents form={form} set={set} faults={faults} />
            <Switch
              label={t('field.active')}
              description={t('field.active_help')}
              checked={form.active ?? true}
              onChange={(e) => set({ active: e.currentTarget.checked })}
            />
            {!locked && (
              <Group>
                <Button type="submit" loading={save.isPending}>
                  {t(known ? 'save' : 'create')}
                </Button>
                <ButtonLink variant="subtle" to="/settings/sales-pages">
                  {t('common:action.cancel')}
                </ButtonLink>
              </Group>
            )}
          </Stack>
        </fieldset>
      </form>
    </Card>
  )
}

/** The first fault of a list: that of the list itself or of one of its places. */
function faultOf(faults: Record<string, string>, name: string): string | undefined {
  return Object.entries(faults).find(([path]) => path === name || path.startsWith(`${name}.`))?.[1]
}

function Trouble({ error, again }: { error: unknown; again?: (() => void) | undefined }) {
  const { t } = useTranslation('sales')
  if (!error) return null
  if (error instanceof ApiError && error.stale)
    return (
      <Alert color="yellow" role="alert" title={t('stale_title')}>
        <Stack gap="xs" align="flex-start">
          <Text size="sm">{t('stale_text')}</Text>
          <Button size="xs" variant="default" onClick={again}>
            {t('stale_again')}
          </Button>
        </Stack>
      </Alert>
    )
  if (Object.keys(faultsByField(error)).length > 0) return null
  return <Failure error={error} />
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
          checked={form.several ?? false}
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
      <Textarea
        label={t('field.consent')}
        description={t('field.consent_help')}
        placeholder={t('field.consent_usual')}
        autosize
        minRows={2}
        maxLength={2000}
        value={form.consent_text ?? ''}
        error={faults.consent_text}
        onChange={(e) => set({ consent_text: e.currentTarget.value })}
      />
      <Textarea
        label={t('field.advertising')}
        description={t('field.advertising_help')}
        autosize
        minRows={2}
        maxLength={2000}
        value={form.advertising_text ?? ''}
        error={faults.advertising_text}
        onChange={(e) => set({ advertising_text: e.currentTarget.value })}
      />
    </>
  )
}
