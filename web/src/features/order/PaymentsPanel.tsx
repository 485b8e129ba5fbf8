import { ActionIcon, Badge, Group, Menu, Modal, Text } from '@mantine/core'
import { IconDots, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import classes from '@/ui/MoneyRows.module.css'
import { anyShown, MayButton, MayItem } from '@/ui/may'
import { Panel } from '@/ui/Panel'
import { Money, paymentColours, When } from '@/ui/values'
import type { Part } from './OrderPage'
import { MoveForm, PaymentForm, VoidForm } from './PaymentForms'
import { wayInWords } from './payment-words'
import { type Card, useChange } from './queries'

type Payment = Schemas['OrderPayment']

/** Money towards the order (PAY-4). */
export function PaymentsPanel({ card, etag }: Part) {
  const { t } = useTranslation('order')
  const [opened, open] = useState<{ form: 'new' } | { form: 'void' | 'move'; payment: Payment }>()
  const close = () => open(undefined)
  return (
    <Panel
      title={t('payment.title')}
      actions={
        <MayButton
          may={card.may.record_payment}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => open({ form: 'new' })}
        >
          {t('payment.add')}
        </MayButton>
      }
    >
      {card.payments.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('payment.none')}
        </Text>
      ) : (
        <ul className={classes.list}>
          {card.payments.map((payment) => (
            <Line key={payment.id} card={card} payment={payment} open={(form) => open({ form, payment })} />
          ))}
        </ul>
      )}
      <Modal opened={opened !== undefined} onClose={close} title={opened && t(`payment.form.${opened.form}`)} centered>
        {opened?.form === 'new' && <PaymentForm card={card} etag={etag} close={close} />}
        {opened?.form === 'void' && <VoidForm card={card} payment={opened.payment} close={close} />}
        {opened?.form === 'move' && <MoveForm card={card} payment={opened.payment} close={close} />}
      </Modal>
    </Panel>
  )
}

interface LineProps {
  card: Card
  payment: Payment
  open: (form: 'void' | 'move') => void
}

function Line({ card, payment, open }: LineProps) {
  const { t } = useTranslation('order')
  const refund = useChange(card.id, () =>
    value(client.POST('/api/v1/payments/{id}/refund-wanted', { params: { path: { id: payment.id } } })),
  )
  const { may } = payment
  return (
    <li className={classes.row}>
      <Text size="sm" fw={550}>
        <Money amount={payment.amount} currency={payment.currency} />
      </Text>
      <div className={classes.what}>
        <Text size="sm">{wayInWords(payment, t)}</Text>
        {(payment.comment || payment.void_reason) && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {payment.void_reason || payment.comment}
          </Text>
        )}
      </div>
      <Group gap={4} className={classes.state ?? ''}>
        <Badge variant="light" color={paymentColours[payment.state]} tt="none" radius="sm" miw="max-content">
          {t(`payment.state.${may ? payment.state : 'moved'}`)}
        </Badge>
        {payment.refund_wanted && (
          <Badge variant="light" color="pink" tt="none" radius="sm" miw="max-content">
            {t('payment.refund_wanted')}
          </Badge>
        )}
      </Group>
      <Text size="sm" className={classes.when ?? ''}>
        <When at={payment.paid_at ?? payment.created_at} />
      </Text>
      <div className={classes.menu}>
        {may && anyShown(may) && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t('payment.more')} loading={refund.isPending}>
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <MayItem may={may.move} onClick={() => open('move')}>
                {t('payment.form.move')}
              </MayItem>
              <MayItem may={may.void} onClick={() => open('void')}>
                {t('payment.form.void')}
              </MayItem>
              {!payment.refund_wanted && (
                <MayItem may={may.mark_refund} onClick={() => refund.mutate(undefined)}>
                  {t('payment.want_refund')}
                </MayItem>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
    </li>
  )
}
