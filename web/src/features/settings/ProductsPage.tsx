import { Badge, Checkbox, Group, Table, Text } from '@mantine/core'
import { IconBox, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { AnchorLink, ButtonLink } from '@/ui/links'
import { Empty } from '@/ui/states'
import { ListPart, ListTable } from './ListPart'
import { allOffers, allProducts } from './queries'

/** What customers receive. */
export function ProductsPage() {
  const { t } = useTranslation('settings')
  const can = useCan()
  const products = useQuery(allProducts)
  const offers = useQuery(allOffers).data ?? []
  const [archived, showArchived] = useState(false)
  const rows = products.data?.filter((p) => archived || !p.archived) ?? []
  const create = can('catalog.write') && (
    <ButtonLink to="/settings/products/$id" params={{ id: 'new' }} leftSection={<IconPlus size={16} />}>
      {t('product.create')}
    </ButtonLink>
  )
  return (
    <>
      <ListPart
        title={t('section.products')}
        about={t('product.about')}
        action={create}
        list={products}
        empty={
          <Empty icon={IconBox} title={t('product.empty_title')} action={create}>
            {t('product.empty_text')}
          </Empty>
        }
      >
        {() => (
          <ListTable columns={[{ title: t('product.title'), w: '40%' }, { title: t('product.sold_in') }]}>
            {rows.map((product) => {
              const sold = offers.filter((o) => !o.archived && o.product_ids.includes(product.id))
              return (
                <Table.Tr key={product.id}>
                  <Table.Td>
                    <Group gap={8}>
                      <AnchorLink to="/settings/products/$id" params={{ id: String(product.id) }} inherit fw={550}>
                        {product.title}
                      </AnchorLink>
                      {product.archived && <Archived />}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    {sold.map((o) => o.title).join(', ') || (
                      <Text span inherit c="dimmed">
                        {t('product.not_sold')}
                      </Text>
                    )}
                  </Table.Td>
                </Table.Tr>
              )
            })}
          </ListTable>
        )}
      </ListPart>
      {products.data?.some((p) => p.archived) && <ShowArchived shown={archived} show={showArchived} />}
    </>
  )
}

export function Archived() {
  const { t } = useTranslation('settings')
  return (
    <Badge variant="default" tt="none" fw={450}>
      {t('archived')}
    </Badge>
  )
}

export function ShowArchived({ shown, show }: { shown: boolean; show: (archived: boolean) => void }) {
  const { t } = useTranslation('settings')
  return (
    <Checkbox
      mt="md"
      size="sm"
      label={t('show_archived')}
      checked={shown}
      onChange={(e) => show(e.currentTarget.checked)}
    />
  )
}
