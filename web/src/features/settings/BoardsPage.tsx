import { Badge, ColorSwatch, Group, Table, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { boards } from '@/features/orders/queries'
import { AnchorLink, ButtonLink } from '@/ui/links'
import { Failure, Loading, PageHead } from '@/ui/states'

/** The boards on which orders stand. */
export function BoardsPage() {
  const { t } = useTranslation('settings')
  const can = useCan()
  const list = useQuery(boards)
  return (
    <>
      <PageHead title={t('section.boards')}>
        {can('catalog.write') && (
          <ButtonLink to="/settings/boards/$id" params={{ id: 'new' }} leftSection={<IconPlus size={16} />}>
            {t('board.create')}
          </ButtonLink>
        )}
      </PageHead>
      <Text size="sm" c="dimmed" mb="md">
        {t('board.about')}
      </Text>
      {list.isPending && <Loading lines={3} />}
      {list.error && <Failure error={list.error} retry={() => void list.refetch()} />}
      <Table highlightOnHover>
        <Table.Tbody>
          {list.data?.map((board) => (
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
        </Table.Tbody>
      </Table>
    </>
  )
}
