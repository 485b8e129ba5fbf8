import { Button, Card, Center, Text } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/app/session'
import { ButtonLink } from '@/ui/links'
import { Empty, Failure, Loading } from '@/ui/states'
import { Head } from './Head'
import { LetterList } from './LetterList'
import { LetterToolbar } from './LetterToolbar'
import { letterPages } from './queries'
import { asFilter } from './search'

/** The letter log: who got what, why, and what became of it (MAIL-4). */
export function LettersPage() {
  const { t } = useTranslation(['letters', 'common'])
  const search = useSearch({ from: '/inside/letters' })
  const pages = useInfiniteQuery(letterPages(asFilter(search, useMe().school.time_zone)))
  const letters = pages.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <Head at="log" />
      <LetterToolbar search={search} />
      {pages.isPending && <Loading />}
      {pages.error && <Failure error={pages.error} retry={() => void pages.refetch()} />}
      {pages.data && letters.length === 0 && <Nothing filtered={Object.keys(search).length > 0} />}
      {letters.length > 0 && (
        <Card withBorder radius="lg" py={4} maw={960}>
          <LetterList letters={letters} />
        </Card>
      )}
      {letters.length > 0 && (
        <Center py="md" maw={960}>
          {pages.hasNextPage ? (
            <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t('common:action.more')}
            </Button>
          ) : (
            <Text size="sm" c="dimmed">
              {t('end')}
            </Text>
          )}
        </Center>
      )}
    </>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation(['letters', 'common'])
  return (
    <Empty
      icon={IconMail}
      title={t(filtered ? 'nothing.title' : 'empty.title')}
      action={
        filtered && (
          <ButtonLink variant="default" to="/letters" search={{}}>
            {t('common:action.reset')}
          </ButtonLink>
        )
      }
    >
      {t(filtered ? 'nothing.text' : 'empty.text')}
    </Empty>
  )
}
