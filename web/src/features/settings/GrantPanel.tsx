import { Button, Group, NumberInput, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { useColleagues } from '@/features/order/queries'
import { Panel } from '@/ui/Panel'
import { When } from '@/ui/values'
import { grants, settingKeys, useAct } from './queries'

const right = 'bulk.create_orders'

/** The right to create orders in bulk without asking, with the largest run (ROLE-1). */
export function GrantPanel({ person }: { person: number }) {
  const { t } = useTranslation('settings')
  const list = useQuery(grants(person))
  const people = useColleagues()
  const given = list.data?.find((g) => g.right === right)
  const affects = [settingKeys.staff]
  const [cap, setCap] = useState<number | string>('')
  const grant = useAct(
    (most: number) =>
      value(client.POST('/api/v1/staff/{id}/grants', { params: { path: { id: person } }, body: { right, cap: most } })),
    affects,
    { quiet: true, done: () => setCap('') },
  )
  const revoke = useAct(
    () => value(client.DELETE('/api/v1/staff/{id}/grants/{right}', { params: { path: { id: person, right } } })),
    affects,
  )
  return (
    <Panel title={t('grant.title')}>
      <Stack gap="sm">
        <Text size="sm">
          {given ? t('grant.given', { count: given.cap }) : t('grant.none')}
          {given && (
            <Text span size="sm" c="dimmed">
              {' '}
              {people.find((p) => p.id === given.granted_by)?.name}, <When at={given.created_at} />
            </Text>
          )}
        </Text>
        <form
          onSubmit={(e) => {
            e.preventDefault()
            if (cap !== '') grant.mutate(Number(cap))
          }}
        >
          <Group align="flex-end">
            <NumberInput
              label={t('grant.cap')}
              min={1}
              max={1000000}
              allowDecimal={false}
              thousandSeparator=" "
              placeholder={given ? String(given.cap) : '1000'}
              value={cap}
              error={faultsByField(grant.error).cap ?? grant.error?.message}
              onChange={setCap}
              w={220}
            />
            <Button type="submit" variant="default" disabled={cap === ''} loading={grant.isPending}>
              {t(given ? 'grant.change' : 'grant.give')}
            </Button>
            {given && (
              <Button variant="subtle" color="red" loading={revoke.isPending} onClick={() => revoke.mutate(undefined)}>
                {t('grant.revoke')}
              </Button>
            )}
          </Group>
        </form>
      </Stack>
    </Panel>
  )
}
