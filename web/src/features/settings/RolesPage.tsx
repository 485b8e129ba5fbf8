import { Table, Text, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Right } from '@/app/session'
import { Failure, Loading, PageHead } from '@/ui/states'
import { roles } from './queries'

/** What each role may do, as the API has it (ROLE-1). */
export function RolesPage() {
  const { t } = useTranslation(['settings', 'common'])
  const list = useQuery(roles)
  const phone = useMediaQuery('(max-width: 36em)')
  const columns = list.data?.toReversed() ?? []
  const all = list.data?.[0]?.rights ?? []
  const areas = [...new Set(all.map(areaOf))]
  return (
    <>
      <PageHead title={t('section.roles')} />
      <Text size="sm" c="dimmed" mb="md">
        {t('roles.about')}
      </Text>
      {list.isPending && <Loading lines={10} />}
      {list.error && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data && (
        <Table.ScrollContainer minWidth={340} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table verticalSpacing={6} horizontalSpacing={phone ? 4 : 'xs'}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('roles.right')}</Table.Th>
                {columns.map(({ role }) => (
                  <Table.Th
                    key={role}
                    ta="center"
                    w={phone ? 66 : 140}
                    fz={phone ? 10 : 'sm'}
                    style={{ hyphens: 'auto' }}
                  >
                    {t(`common:role.${role}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            {areas.map((area) => (
              <Table.Tbody key={area}>
                <Table.Tr>
                  <Table.Th colSpan={1 + columns.length} c="dimmed" fz="xs" pt="md">
                    {t(`roles.area.${area as 'order'}`)}
                  </Table.Th>
                </Table.Tr>
                {all
                  .filter((right) => areaOf(right) === area)
                  .map((right) => (
                    <Table.Tr key={right}>
                      <Table.Td>{t(`right.${keyOf(right)}`)}</Table.Td>
                      {columns.map((column) => (
                        <Table.Td key={column.role} ta="center">
                          <Mark has={column.rights.includes(right)} grantable={column.grantable.includes(right)} />
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
              </Table.Tbody>
            ))}
          </Table>
        </Table.ScrollContainer>
      )}
    </>
  )
}

function Mark({ has, grantable }: { has: boolean; grantable: boolean }) {
  const { t } = useTranslation('settings')
  if (has)
    return (
      <>
        <IconCheck size={17} color="var(--mantine-color-green-6)" aria-hidden />
        <VisuallyHidden>{t('roles.yes')}</VisuallyHidden>
      </>
    )
  return (
    <Text size="xs" c="dimmed">
      {t(grantable ? 'roles.grantable' : 'roles.no')}
    </Text>
  )
}

function areaOf(right: Right): string {
  return right.slice(0, right.indexOf('.'))
}

type Under<S extends string> = S extends `${infer Area}.${infer Rest}` ? `${Area}_${Rest}` : S

/** A right's place among the texts, where dots part levels. */
export function keyOf(right: Right): Under<Right> {
  return right.replace('.', '_') as Under<Right>
}
