import { Group, Table, Text, TextInput } from '@mantine/core'
import { IconPlus, IconSearch, IconTags } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { AnchorLink, ButtonLink } from '@/ui/links'
import { Empty } from '@/ui/states'
import { Money } from '@/ui/values'
import { ListPart, ListTable } from './ListPart'
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
      <ListPart
        title={t('section.offers')}
        action={create}
        list={offers}
        empty={
          <Empty icon={IconTags} title={t('offer.empty_title')} action={create}>
            {t('offer.empty_text')}
          </Empty>
        }
      >
        {(all) => (
          <>
            {all.length > fewEnough && (
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
            {rows.length > 0 ? (
              <ListTable
                columns={[
                  { title: t('offer.title') },
                  { title: t('offer.price'), ta: 'right', w: 130 },
                  { title: t('offer.terms'), w: '45%', visibleFrom: 'sm' },
                ]}
              >
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
              </ListTable>
            ) : (
              <Text c="dimmed">{t('nothing_found')}</Text>
            )}
          </>
        )}
      </ListPart>
      {offers.data?.some((o) => o.archived) && <ShowArchived shown={archived} show={showArchived} />}
    </>
  )
}
