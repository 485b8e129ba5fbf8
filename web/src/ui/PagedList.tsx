import { Button, Paper, type PaperProps, Stack } from '@mantine/core'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure, Loading } from './states'

/** A list of the API, as far as its pages are there. */
type Pages<T> = UseInfiniteQueryResult<InfiniteData<{ items: T[] }>>

interface Props<T> {
  pages: Pages<T>
  /** What stands there when there is nothing. */
  empty: ReactNode
  /** How many grey lines stand for rows that are on their way. */
  lines?: number
  children: (items: T[]) => ReactNode
}

/** A list that comes page by page: on its way, refused, empty, its rows, and more of them. */
export function PagedList<T>({ pages, empty, lines, children }: Props<T>) {
  const items = pages.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      {pages.isPending && <Loading {...(lines ? { lines } : {})} />}
      {pages.error && <Failure error={pages.error} retry={() => void pages.refetch()} />}
      {pages.data && items.length === 0 && empty}
      {items.length > 0 && children(items)}
      <More pages={pages} />
    </>
  )
}

/** Asks for the next page while there is one. */
function More({ pages }: { pages: Pick<Pages<unknown>, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'> }) {
  const { t } = useTranslation('common')
  if (!pages.hasNextPage) return null
  return (
    <Button variant="default" mt="md" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
      {t('action.more')}
    </Button>
  )
}

/** Lines one below the other, each in a frame of its own. */
export function Lines({ children }: { children: ReactNode }) {
  return (
    <Stack gap="xs" component="ul" p={0} m={0}>
      {children}
    </Stack>
  )
}

export function Line(props: PaperProps & { children: ReactNode }) {
  return <Paper withBorder p="sm" component="li" style={{ listStyle: 'none' }} {...props} />
}
