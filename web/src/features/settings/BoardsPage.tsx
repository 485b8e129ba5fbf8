import { Badge, ColorSwatch, Group, Table, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { boards } from '@/features/orders/queries'
import { AnchorLink, ButtonLink } from '@/ui/links'
import { ListPart, ListTable } from './ListPart'

/** The boards on which orders stand. */
export function BoardsPage() {
  const { t } = useTranslation('settings')
  const can = useCan()
  const list = useQuery(boards)
  return (
    <ListPart
      title={t('section.boards')}
      about={t('board.about')}
      action={
        can('catalog.write') && (
          <ButtonLink to="/settings/boards/$id" params={{ id: 'new' }} leftSection={<IconPlus size={16} />}>
            {t('board.create')}
          </ButtonLink>
        )
      }
      list={list}
      lines={3}
    >
      {(all) => (
        <ListTable>
          {all.map((board) => (
            <Table.Tr key={board.id}>
              <Table.Td>
                <Group gap={8}>
                  <AnchorLink to="/settings/boards/$id" params={{ id: String(board.id) }} inherit fw={550}>
                    {board.title}
                  </AnchorLink>
                  {board.default && (
                    <Badge variant="light" tt="none">
                      {t('board.default_mark')}
                    </Badge>
                  )}
                </Group>
                <Group gap="sm" mt={4}>
                  {board.stages.map((stage) => (
                    <Group key={stage.id} gap={5} wrap="nowrap">
                      <ColorSwatch color={stage.color || 'gray'} size={10} withShadow={false} aria-hidden />
                      <Text size="sm" c="dimmed">
                        {stage.title}
                      </Text>
                    </Group>
                  ))}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </ListTable>
      )}
    </ListPart>
  )
}
