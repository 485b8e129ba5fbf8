import { Group, Table, Text, TextInput } from '@mantine/core'
import { IconPlus, IconSearch, IconTags } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { AnchorLink, ButtonLink } from '@/ui/links'
import { Empty, Failure, Loading, PageHead } from '@/ui/states'
import { Money } from '@/ui/values'
import { termsInWords } from './offer-words'
import { Archived, ShowArchived } from './ProductsPage'
import { allOffers } from './queries'

const fewEnough = 8

/** At which prices and on which terms products are sold. */
export function OffersPage() {
  const { t } = useTranslation('settings')
  const can = useCan()
  const offers = useQuery(allOffers)
  const [archived, showArchived] = useState(false)
  const [words, setWords] = useState('')
  const wanted = words.trim().toLowerCase()
  const rows =
    offers.data?.filter((o) => (archived || !o.archived) && `${o.title} ${o.code}`.toLowerCase().includes(wanted)) ?? []
  const create = can('catalog.write') && (
    <ButtonLink to="/settings/offers/$id" params={{ id: 'new' }} leftSection={<IconPlus size={16} />}>
      {t('offer.create')}
    </ButtonLink>
  )
  return (
    <>
      <PageHead title={t('section.offers')}>{create}</PageHead>
      {(offers.data?.length ?? 0) > fewEnough && (
        <TextInput
          aria-label={t('offer.find')}
          placeholder={t('offer.find')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={words}
          onChange={(e) => setWords(e.currentTarget.value)}
          maw={320}
          mb="sm"
        />
      )}
      {offers.isPending && <Loading lines={6} />}
      {offers.error && <Failure error={offers.error} retry={() => void offers.refetch()} />}
      {offers.data?.length === 0 && (
        <Empty icon={IconTags} title={t('offer.empty_title')} action={create}>
          {t('offer.empty_text')}
        </Empty>
      )}
      {rows.length > 0 && (
        <Table.ScrollContainer minWidth={320}>
          <Table highlightOnHover verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('offer.title')}</Table.Th>
                <Table.Th ta="right" w={130}>
                  {t('offer.price')}
                </Table.Th>
                <Table.Th w="45%" visibleFrom="sm">
                  {t('offer.terms')}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((offer) => (
                <Table.Tr key={offer.id}>
                  <Table.Td>
                    <Group gap={8}>
                      <AnchorLink to="/settings/offers/$id" params={{ id: String(offer.id) }} inherit fw={550}>
                        {offer.title}
                      </AnchorLink>
                      {offer.archived && <Archived />}
                    </Group>
                    <Text size="xs" c="dimmed">
                      {offer.code}
                    </Text>
                    <Text size="sm" c="dimmed" hiddenFrom="sm">
                      {termsInWords(offer, t).join(' · ')}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right">
                    <Money amount={offer.price} currency={offer.currency} />
                  </Table.Td>
                  <Table.Td visibleFrom="sm">
                    <Text size="sm" c="dimmed">
                      {termsInWords(offer, t).join(' · ')}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {offers.data && offers.data.length > 0 && rows.length === 0 && <Text c="dimmed">{t('nothing_found')}</Text>}
      {offers.data?.some((o) => o.archived) && <ShowArchived shown={archived} show={showArchived} />}
    </>
  )
}
