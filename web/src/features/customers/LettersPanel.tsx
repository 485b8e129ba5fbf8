import { Badge, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '@/api/client'
import { Panel } from '@/ui/Panel'
import { When } from '@/ui/values'
import { Newest } from './OrdersPanel'

const colours = {
  queued: 'yellow',
  sending: 'yellow',
  sent: 'green',
  failed: 'red',
  withdrawn: 'gray',
  unknown: 'orange',
} as const

/** What was written to the customer. */
export function LettersPanel({ letters }: { letters: Schemas['Letter'][] }) {
  const { t } = useTranslation(['customers', 'order'])
  return (
    <Panel title={t('letters.title')}>
      {letters.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('letters.none')}
        </Text>
      ) : (
        <Table verticalSpacing={6} horizontalSpacing={4}>
          <Table.Tbody>
            {letters.map((letter) => (
              <Table.Tr key={letter.id}>
                <Table.Td>
                  {t(`order:template.${letter.template as 'order_created'}`, { defaultValue: letter.template })}
                </Table.Td>
                <Table.Td>
                  <Badge variant="light" color={colours[letter.state]} tt="none">
                    {t(`letters.state.${letter.state}`)}
                  </Badge>
                </Table.Td>
                <Table.Td ta="right">
                  <When at={letter.sent_at ?? letter.created_at} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Newest count={letters.length} />
    </Panel>
  )
}
