import { Card, Text } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/app/session'
import { ButtonLink } from '@/ui/links'
import { PagedList } from '@/ui/PagedList'
import { Empty } from '@/ui/states'
import { Head } from './Head'
import { LetterList } from './LetterList'
import { LetterToolbar } from './LetterToolbar'
import { letterPages } from './queries'
import { asFilter } from './search'

/** The letter log: who got what, why, and what became of it (MAIL-4). */
export function LettersPage() {
  const { t } = useTranslation('letters')
  const search = useSearch({ from: '/inside/letters' })
  const pages = useInfiniteQuery(letterPages(asFilter(search, useMe().school.time_zone)))
  const letters = pages.data?.pages[0]?.items.length ?? 0
  return (
    <>
      <Head at="log" />
      <LetterToolbar search={search} />
      <PagedList pages={pages} empty={<Nothing filtered={Object.keys(search).length > 0} />}>
        {(letters) => (
          <Card withBorder radius="lg" py={4} maw={960}>
            <LetterList letters={letters} />
          </Card>
        )}
      </PagedList>
      {pages.data && !pages.hasNextPage && letters > 0 && (
        <Text size="sm" c="dimmed" mt="md">
          {t('end')}
        </Text>
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
