import { Grid, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useLive } from '@/api/live'
import { useCan } from '@/app/session'
import { BackLink, ButtonLink } from '@/ui/links'
import { Failure, Loading, PageHead } from '@/ui/states'
import { When } from '@/ui/values'
import { ConsentsPanel } from './ConsentsPanel'
import { ContactsPanel } from './ContactsPanel'
import { CustomerHistory } from './CustomerHistory'
import { DepositPanel } from './DepositPanel'
import { LettersPanel } from './LettersPanel'
import { OrdersPanel } from './OrdersPanel'
import { PaymentsPanel } from './PaymentsPanel'
import { ProcessesPanel } from './ProcessesPanel'
import { PurchasesPanel } from './PurchasesPanel'
import { customerKeys, customerProfile, type Profile } from './queries'
import { TagsPanel } from './TagsPanel'

/** Everything about one customer (CUS-1). */
export function CustomerPage() {
  const { t } = useTranslation('customers')
  const { id } = useParams({ from: '/inside/customers/$id' })
  const customer = Number(id)
  const profile = useQuery(customerProfile(customer))
  useLive([`customer/${customer}`], [customerKeys.one(customer)])
  return (
    <>
      <BackLink to="/customers">{t('back')}</BackLink>
      {profile.isPending && <Loading />}
      {profile.error && <Failure error={profile.error} retry={() => void profile.refetch()} />}
      {profile.data && <Whole key={customer} profile={profile.data.value} etag={profile.data.etag} />}
    </>
  )
}

/** A part of the profile: what was read, with the version of the contacts. */
export interface Part {
  profile: Profile
  etag: string
}

function Whole({ profile, etag }: Part) {
  return (
    <>
      <Head profile={profile} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack>
            <ProcessesPanel customer={profile.id} orders={profile.orders} />
            <OrdersPanel profile={profile} />
            <PurchasesPanel profile={profile} />
            <PaymentsPanel profile={profile} />
            <LettersPanel letters={profile.letters} />
            <CustomerHistory profile={profile} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }} order={{ base: -1, lg: 0 }}>
          <Stack>
            <ContactsPanel profile={profile} etag={etag} />
            <TagsPanel profile={profile} />
            <DepositPanel profile={profile} />
            <ConsentsPanel customer={profile.id} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}

function Head({ profile }: { profile: Profile }) {
  const { t } = useTranslation('customers')
  const can = useCan()
  return (
    <PageHead
      title={profile.name || profile.email}
      aside={
        <Text size="sm" c="dimmed">
          {t('since')} <When at={profile.created_at} />
        </Text>
      }
    >
      {can('order.write') && (
        <ButtonLink to="/orders/new" search={{ customer: profile.id }} leftSection={<IconPlus size={16} />}>
          {t('create_order')}
        </ButtonLink>
      )}
    </PageHead>
  )
}
