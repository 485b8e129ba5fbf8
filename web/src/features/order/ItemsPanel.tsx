import { Modal, Table } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MayButton } from '@/ui/may'
import { Panel } from '@/ui/Panel'
import { Money } from '@/ui/values'
import { ItemsForm } from './ItemsForm'
import type { Part } from './OrderPage'

/** What was ordered, and a way to change it (ORD-5). */
export function ItemsPanel({ card, etag }: Part) {
  const { t } = useTranslation(['order', 'common'])
  const [editing, edit] = useState(false)
  return (
    <Panel
      title={t('items.title')}
      actions={
        <MayButton
          may={card.may.edit_items}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPencil size={14} />}
          onClick={() => edit(true)}
        >
          {t('common:action.edit')}
        </MayButton>
      }
    >
      <Table.ScrollContainer minWidth={280}>
        <Table verticalSpacing={6} horizontalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('items.offer')}</Table.Th>
              <Table.Th ta="right" className="numbers">
                {t('items.quantity')}
              </Table.Th>
              <Table.Th ta="right" visibleFrom="sm">
                {t('items.price')}
              </Table.Th>
              <Table.Th ta="right">{t('items.sum')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {card.items.map((item) => (
              <Table.Tr key={item.id}>
                <Table.Td>{item.title}</Table.Td>
                <Table.Td ta="right">{item.quantity}</Table.Td>
                <Table.Td ta="right" visibleFrom="sm">
                  <Money amount={item.price} currency={card.currency} />
                </Table.Td>
                <Table.Td ta="right" fw={550}>
                  <Money amount={item.price * item.quantity} currency={card.currency} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Modal opened={editing} onClose={() => edit(false)} title={t('items.edit')} size="lg" centered>
        <ItemsForm card={card} etag={etag} close={() => edit(false)} />
      </Modal>
    </Panel>
  )
}
