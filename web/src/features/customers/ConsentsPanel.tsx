import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { useCan } from '@/app/session'
import { Panel } from '@/ui/Panel'
import { Failure, Loading } from '@/ui/states'
import { When } from '@/ui/values'
import { customerConsents, useCustomerChange } from './queries'

type Consent = Schemas['Consent']

/** What the customer agreed to, where and when, and a way to note that they take it back (PRIV-4). */
export function ConsentsPanel({ customer }: { customer: number }) {
  const { t } = useTranslation('customers')
  const consents = useQuery(customerConsents(customer))
  return (
    <Panel title={t('consents.title')}>
      {consents.isPending && <Loading lines={2} />}
      {consents.error && <Failure error={consents.error} retry={() => void consents.refetch()} />}
      {consents.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('consents.none')}
        </Text>
      )}
      <Stack gap="sm">
        {consents.data?.map((consent) => (
          <Line key={consent.id} consent={consent} customer={customer} />
        ))}
      </Stack>
    </Panel>
  )
}

function Line({ consent, customer }: { consent: Consent; customer: number }) {
  const { t } = useTranslation(['customers', 'common'])
  const can = useCan()
  const [opened, open] = useState(false)
  const revoke = useCustomerChange(customer, (id: number) =>
    value(
      client.POST('/api/v1/customers/{id}/consents/{consent}/revoke', {
        params: { path: { id: customer, consent: id } },
      }),
    ),
  )
  const ask = () =>
    modals.openConfirmModal({
      title: t(`consents.revoke_title.${consent.kind}`),
      children: <Text size="sm">{t(`consents.revoke_text.${consent.kind}`)}</Text>,
      labels: { confirm: t('consents.revoke'), cancel: t('common:action.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => revoke.mutate(consent.id),
    })
  return (
    <div>
      <Group gap="2px 8px" justify="space-between">
        <Text size="sm" fw={550}>
          {t(`consents.kind.${consent.kind}`)}
        </Text>
        {consent.revoked_at && (
          <Badge variant="light" color="gray" tt="none" radius="sm">
            {t('consents.revoked')}
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        <When at={consent.given_at} /> · {t('consents.where', { page: consent.page_title, version: consent.version })}
      </Text>
      {consent.revoked_at && (
        <Text size="xs" c="dimmed">
          {t('consents.since')} <When at={consent.revoked_at} />
        </Text>
      )}
      {opened && (
        <Text size="xs" mt={4} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {consent.text}
        </Text>
      )}
      <Group gap={4} ml={-6}>
        <Button size="compact-xs" variant="subtle" aria-expanded={opened} onClick={() => open(!opened)}>
          {t(opened ? 'consents.hide' : 'consents.show')}
        </Button>
        {!consent.revoked_at && can('customer.write') && (
          <Button size="compact-xs" variant="subtle" color="red" loading={revoke.isPending} onClick={ask}>
            {t('consents.revoke')}
          </Button>
        )}
      </Group>
    </div>
  )
}
