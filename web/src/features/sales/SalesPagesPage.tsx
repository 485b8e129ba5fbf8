import { Badge, Card, Group, Stack, Text } from '@mantine/core'
import { IconBuildingStore, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { ListPart } from '@/features/settings/ListPart'
import { AnchorLink, ButtonLink } from '@/ui/links'
import { Empty } from '@/ui/states'
import { Address } from './Address'
import { offersOnSale, type SalesPage, salesPages } from './queries'

/** The pages on which visitors order (ORD-2). */
export function SalesPagesPage() {
  const { t } = useTranslation('sales')
  const can = useCan()
  const pages = useQuery(salesPages)
  const create = can('catalog.write') && (
    <ButtonLink to="/settings/sales-pages/$id" params={{ id: 'new' }} leftSection={<IconPlus size={16} />}>
      {t('create')}
    </ButtonLink>
  )
  return (
    <ListPart
      title={t('title')}
      about={t('about')}
      action={create}
      list={pages}
      lines={4}
      empty={
        <Empty icon={IconBuildingStore} title={t('empty_title')} action={create}>
          {t('empty_text')}
        </Empty>
      }
    >
      {(all) => (
        <Stack gap="sm" maw={820}>
          {all.map((page) => (
            <PageCard key={page.id} page={page} />
          ))}
        </Stack>
      )}
    </ListPart>
  )
}

function PageCard({ page }: { page: SalesPage }) {
  const { t } = useTranslation('sales')
  const offers = useQuery(offersOnSale).data ?? []
  const titles = page.offer_ids.map((id) => offers.find((o) => o.id === id)?.title).filter(Boolean)
  return (
    <Card withBorder radius="lg" padding="md">
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
        <AnchorLink
          to="/settings/sales-pages/$id"
          params={{ id: String(page.id) }}
          fw={600}
          style={{ overflowWrap: 'anywhere' }}
        >
          {page.title}
        </AnchorLink>
        <Badge variant="light" color={page.active ? 'green' : 'gray'} tt="none" style={{ flexShrink: 0 }}>
          {t(page.active ? 'on' : 'off')}
        </Badge>
      </Group>
      {titles.length > 0 && (
        <Text size="sm" c="dimmed" lineClamp={2}>
          {titles.join(' · ')}
        </Text>
      )}
      <Address address={page.address} />
    </Card>
  )
}
