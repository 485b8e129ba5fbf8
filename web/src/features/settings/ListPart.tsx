import { Table, Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ComponentProps, ReactNode } from 'react'
import { Failure, Loading, PageHead } from '@/ui/states'

interface PartProps<T> {
  title: string
  /** What the things are for. */
  about?: string
  /** What one can do there, such as make another. */
  action?: ReactNode
  list: UseQueryResult<T[]>
  /** What stands there when there is nothing; without it that cannot be. */
  empty?: ReactNode
  /** What stands before the list. */
  above?: ReactNode
  /** How many grey lines stand for rows that are on their way. */
  lines?: number
  children: (items: T[]) => ReactNode
}

/** A part of the settings that is a list. */
export function ListPart<T>({ title, about, action, list, empty, above, lines = 5, children }: PartProps<T>) {
  return (
    <>
      <PageHead title={title}>{action}</PageHead>
      {about && (
        <Text size="sm" c="dimmed" mb="md" maw={720}>
          {about}
        </Text>
      )}
      {above}
      {list.isPending && <Loading lines={lines} />}
      {list.error && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data?.length === 0 && empty}
      {list.data && list.data.length > 0 && children(list.data)}
    </>
  )
}

/** A column: its name, and how it stands. */
type Column = { title?: string } & Pick<ComponentProps<typeof Table.Th>, 'w' | 'ta' | 'visibleFrom'>

interface TableProps extends ComponentProps<typeof Table> {
  columns?: Column[]
  minWidth?: number
}

/** The table of such a list, which scrolls by itself where it is too wide. */
export function ListTable({ columns = [], minWidth = 320, children, ...table }: TableProps) {
  return (
    <Table.ScrollContainer minWidth={minWidth}>
      <Table highlightOnHover verticalSpacing="xs" {...table}>
        {columns.length > 0 && (
          <Table.Thead>
            <Table.Tr>
              {columns.map(({ title, ...rest }, i) => (
                <Table.Th key={title ?? i} {...rest}>
                  {title}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
        )}
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
