import { Button, Group, SegmentedControl, Text } from '@mantine/core'
import { IconUsers, IconX } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '@/api/live'
import { useTemplateTitles } from '@/features/letters/queries'
import { BackLink } from '@/ui/links'
import { PagedList } from '@/ui/PagedList'
import { Empty, Failure, PageHead } from '@/ui/states'
import { ActBar } from './ActBar'
import { EnrollmentRows } from './EnrollmentRows'
import type { Definition } from './outline'
import { enrollmentPages, processCard, processKeys } from './queries'
import { type EnrollmentSearch, type Standing, standingsOf } from './search'
import { blockName } from './words'

/** Who stands where in a process; what has failed is chosen here and tried again or skipped (PRC-8, PRC-11). */
export function EnrollmentsPage() {
  const { t } = useTranslation(['processes', 'common'])
  const id = Number(useParams({ from: '/inside/processes/$id/enrollments' }).id)
  const search = useSearch({ from: '/inside/processes/$id/enrollments' })
  const process = useQuery(processCard(id))
  const pages = useInfiniteQuery(enrollmentPages(id, search))
  const [chosen, choose] = useState<ReadonlySet<number>>(new Set())
  useLive([`process/${id}`], [processKeys.one(id)])
  const enrollments = pages.data?.pages.flatMap((page) => page.items) ?? []
  const definition = process.data?.value.draft as Definition | undefined
  useForgetting(enrollments, choose)
  const retry = () => void process.refetch()
  if (process.error && !process.data) return <Failure error={process.error} retry={retry} />
  return (
    <>
      <BackLink to="/processes">{t('back')}</BackLink>
      <PageHead title={process.data?.value.title ?? '…'} aside={<Text c="dimmed">{t('enrollments.title')}</Text>} />
      <Narrowing id={id} search={search} definition={definition} />
      <PagedList
        pages={pages}
        empty={
          <Empty icon={IconUsers} title={t('enrollments.empty')}>
            {t('enrollments.empty_text')}
          </Empty>
        }
      >
        {(rows) => <EnrollmentRows enrollments={rows} definition={definition} chosen={chosen} choose={choose} />}
      </PagedList>
      <ActBar enrollments={enrollments} chosen={chosen} clear={() => choose(new Set())} />
    </>
  )
}

/** Who has left the list is not chosen any more. */
function useForgetting(
  shown: { id: number }[],
  choose: (change: (before: ReadonlySet<number>) => ReadonlySet<number>) => void,
) {
  const ids = shown.map((e) => e.id).join()
  useEffect(() => {
    const here = new Set(ids.split(',').map(Number))
    choose((before) => {
      const kept = [...before].filter((id) => here.has(id))
      return kept.length === before.size ? before : new Set(kept)
    })
  }, [ids, choose])
}

function Narrowing({
  id,
  search,
  definition,
}: {
  id: number
  search: EnrollmentSearch
  definition: Definition | undefined
}) {
  const { t } = useTranslation('processes')
  const go = useNavigate({ from: '/processes/$id/enrollments' })
  const put = (next: EnrollmentSearch) => void go({ params: { id: String(id) }, search: next, replace: true })
  const letter = useTemplateTitles()
  const { block, failure, state = 'waiting' } = search
  return (
    <Group mb="md" gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={t('enrollments.which')}
        value={state}
        onChange={(next) => put({ ...search, state: next as Standing })}
        data={standingsOf(block !== undefined).map((s) => ({ value: s, label: t(`standing.${s}`) }))}
      />
      {block && (
        <Narrowed
          text={t('enrollments.at', { block: blockName(block, definition, t, letter) })}
          drop={() => put({ ...(state === 'passed' ? {} : { state }) })}
        />
      )}
      {failure && (
        <Narrowed
          text={t('enrollments.failure', { failure })}
          drop={() => put({ ...(block ? { block } : {}), state })}
        />
      )}
    </Group>
  )
}

/** What the list is narrowed by, and a way out. */
function Narrowed({ text, drop }: { text: string; drop: () => void }) {
  return (
    <Button size="compact-sm" variant="light" rightSection={<IconX size={14} aria-hidden />} onClick={drop}>
      {text}
    </Button>
  )
}
