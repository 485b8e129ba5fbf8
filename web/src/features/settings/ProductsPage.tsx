import { Badge, Checkbox, Group, Table, Text } from '@mantine/core'
import { IconBox, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { AnchorLink, ButtonLink } from '@/ui/links'
import { Empty, Failure, Loading, PageHead } from '@/ui/states'
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
      <PageHead title={t('section.products')}>{create}</PageHead>
      <Text size="sm" c="dimmed" mb="md">
        {t('product.about')}
      </Text>
      {products.isPending && <Loading lines={5} />}
      {products.error && <Failure error={products.error} retry={() => void products.refetch()} />}
      {products.data?.length === 0 && (
        <Empty icon={IconBox} title={t('product.empty_title')} action={create}>
          {t('product.empty_text')}
        </Empty>
      )}
      {rows.length > 0 && (
        <Table.ScrollContainer minWidth={320}>
          <Table highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="40%">{t('product.title')}</Table.Th>
                <Table.Th>{t('product.sold_in')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
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
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
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
