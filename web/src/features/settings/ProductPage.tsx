import { Button, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { useRival } from '@/app/rival'
import { useCan } from '@/app/session'
import { Asked } from '@/ui/Asked'
import { EditForm } from '@/ui/EditForm'
import { type Edit, type Read, useEdit, useNew } from '@/ui/edit'
import { LongText } from '@/ui/LongText'
import { AnchorLink } from '@/ui/links'
import { PageHead } from '@/ui/states'
import { Archived } from './ProductsPage'
import { product, settingKeys, useAct } from './queries'
import { Sheet } from './SettingsPage'

type Product = Schemas['Product']
type Fields = Pick<Product, 'title' | 'instructions' | 'link'>

/** One product, or a new one at /new. */
export function ProductPage() {
  const { t } = useTranslation('settings')
  const { id } = useParams({ from: '/inside/settings/products/$id' })
  return (
    <>
      <AnchorLink to="/settings/products" size="sm" c="dimmed">
        ← {t('section.products')}
      </AnchorLink>
      {id === 'new' ? <Fresh /> : <Known key={id} id={Number(id)} />}
    </>
  )
}

function Fresh() {
  const { t } = useTranslation('settings')
  const go = useNavigate()
  const edit = useNew<Fields, Product>({
    blank: { title: '', instructions: '', link: '' },
    create: (body, key) => value(client.POST('/api/v1/products', { body, headers: { 'Idempotency-Key': key } })),
    affects: [settingKeys.products],
    done: ({ id }) => void go({ to: '/settings/products/$id', params: { id: String(id) }, replace: true }),
  })
  return (
    <>
      <PageHead title={t('product.new')} />
      <Sheet>
        <EditForm edit={edit} names={{}} fresh>
          <ProductFields edit={edit} />
        </EditForm>
      </Sheet>
    </>
  )
}

function Known({ id }: { id: number }) {
  const found = useQuery(product(id))
  return (
    <Asked query={found} lines={5}>
      {(now) => <Form id={id} now={now} again={found.refetch} />}
    </Asked>
  )
}

function Form({ id, now, again }: { id: number; now: Read<Product>; again: () => Promise<unknown> }) {
  const { t } = useTranslation('settings')
  const can = useCan()
  const params = (etag: string) => ({ path: { id }, header: { 'If-Match': etag } })
  const edit = useEdit({
    now,
    form: ({ title, instructions, link }): Fields => ({ title, instructions, link }),
    save: (body, etag) => value(client.PATCH('/api/v1/products/{id}', { params: params(etag), body })),
    again,
    affects: [settingKeys.products],
  })
  const archive = useAct(
    (archived: boolean) =>
      value(client.PATCH('/api/v1/products/{id}', { params: params(now.etag), body: { archived } })),
    [settingKeys.products],
  )
  const rival = useRival('product', id, edit.conflict !== undefined)
  const { archived } = now.value
  return (
    <>
      <PageHead title={now.value.title} aside={archived && <Archived />}>
        {can('catalog.write') && (
          <Button variant="default" loading={archive.isPending} onClick={() => archive.mutate(!archived)}>
            {t(archived ? 'unarchive' : 'archive')}
          </Button>
        )}
      </PageHead>
      <Sheet>
        <EditForm
          edit={edit}
          locked={!can('catalog.write')}
          rival={rival}
          names={{ title: t('product.title'), instructions: t('product.instructions'), link: t('product.link') }}
        >
          <ProductFields edit={edit} />
        </EditForm>
      </Sheet>
    </>
  )
}

function ProductFields({ edit: { form, faults, set } }: { edit: Edit<Fields> }) {
  const { t } = useTranslation('settings')
  return (
    <Stack maw={640}>
      <TextInput
        label={t('product.title')}
        description={t('product.title_help')}
        required
        value={form.title}
        error={faults.title}
        onChange={(e) => set({ title: e.currentTarget.value })}
        maxLength={200}
      />
      <LongText
        label={t('product.instructions')}
        description={t('product.instructions_help')}
        rows={4}
        value={form.instructions}
        error={faults.instructions}
        onChange={(text) => set({ instructions: text })}
      />
      <TextInput
        label={t('product.link')}
        description={t('product.link_help')}
        placeholder="https://"
        type="url"
        value={form.link}
        error={faults.link}
        onChange={(e) => set({ link: e.currentTarget.value })}
      />
    </Stack>
  )
}
