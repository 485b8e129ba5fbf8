import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { Panel, Row } from '@/ui/Panel'
import { Money } from '@/ui/values'
import { DepositForm, type DepositKind } from './DepositForm'
import { Ledger } from './Ledger'
import type { Profile } from './queries'

/** The customer's internal balance in each currency, its ledger, and its changes (PAY-5). */
export function DepositPanel({ profile }: { profile: Profile }) {
  const { t } = useTranslation('customers')
  const can = useCan()
  const [opened, open] = useState<DepositKind | 'ledger'>()
  const { deposits } = profile
  const funded = deposits.some((d) => d.balance > 0)
  return (
    <Panel title={t('deposit.title')}>
      {deposits.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('deposit.empty')}
        </Text>
      ) : (
        <Stack gap={4}>
          {deposits.map((deposit) => (
            <Row key={deposit.currency} label={deposit.currency}>
              <Text span fw={600}>
                <Money amount={deposit.balance} currency={deposit.currency} />
              </Text>
            </Row>
          ))}
        </Stack>
      )}
      <Group gap={6} mt="sm">
        {can('deposit.write') && (
          <>
            <Button size="compact-sm" variant="default" onClick={() => open('top_up')}>
              {t('deposit.do.top_up')}
            </Button>
            {funded && (
              <>
                <Button size="compact-sm" variant="default" onClick={() => open('debit')}>
                  {t('deposit.do.debit')}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => open('return')}>
                  {t('deposit.do.return')}
                </Button>
              </>
            )}
          </>
        )}
        {deposits.length > 0 && (
          <Button size="compact-sm" variant="subtle" onClick={() => open('ledger')}>
            {t('deposit.ledger')}
          </Button>
        )}
      </Group>
      <Modal
        opened={opened !== undefined}
        onClose={() => open(undefined)}
        size={opened === 'ledger' ? 'lg' : 'md'}
        title={opened && t(opened === 'ledger' ? 'deposit.ledger' : `deposit.do.${opened}`)}
        centered
      >
        {opened === 'ledger' && <Ledger customer={profile.id} />}
        {opened && opened !== 'ledger' && <DepositForm profile={profile} kind={opened} close={() => open(undefined)} />}
      </Modal>
    </Panel>
  )
}
