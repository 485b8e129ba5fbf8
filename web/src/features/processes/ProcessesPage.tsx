import { Group, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconPlus, IconRoute, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useLive } from '@/api/live'
import { useCan } from '@/app/session'
import { ButtonLink } from '@/ui/links'
import { Empty, Failure, Loading, PageHead } from '@/ui/states'
import { ProcessRows } from './ProcessRows'
import { processKeys, processList } from './queries'
import { type ProcessSearch, type ProcessState, processStates } from './search'

/** All processes with their live numbers. */
export function ProcessesPage() {
  const search = useSearch({ from: '/inside/processes' })
  const list = useQuery(processList)
  useLive(['processes'], [processKeys.list])
  const wanted = search.search?.toLocaleLowerCase() ?? ''
  const shown = (list.data ?? []).filter(
    (p) => (!search.state || p.state === search.state) && p.title.toLocaleLowerCase().includes(wanted),
  )
  return (
    <>
      <Head />
      {list.isPending && <Loading />}
      {list.error && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data && list.data.length > 0 && <Filter search={search} />}
      {shown.length > 0 && <ProcessRows processes={shown} />}
      {list.data && shown.length === 0 && <Nothing filtered={list.data.length > 0} />}
    </>
  )
}

function Head() {
  const { t } = useTranslation('processes')
  const can = useCan()
  return (
    <PageHead title={t('title')}>
      {can('process.write') && (
        <ButtonLink to="/processes/new" leftSection={<IconPlus size={16} />}>
          {t('new')}
        </ButtonLink>
      )}
    </PageHead>
  )
}

function Filter({ search }: { search: ProcessSearch }) {
  const { t } = useTranslation('processes')
  const go = useNavigate({ from: '/processes' })
  const put = (more: { search?: string | undefined; state?: ProcessState | undefined }) => {
    const { search: text, state } = { ...search, ...more }
    void go({ search: { ...(text ? { search: text } : {}), ...(state ? { state } : {}) }, replace: true })
  }
  const find = useDebouncedCallback((text: string) => put({ search: text }), 250)
  return (
    <Group mb="md" gap="sm">
      <TextInput
        aria-label={t('find')}
        placeholder={t('find')}
        leftSection={<IconSearch size={16} />}
        defaultValue={search.search ?? ''}
        onChange={(e) => find(e.currentTarget.value)}
        maxLength={100}
        w={{ base: '100%', xs: 280 }}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('column.state')}
        value={search.state ?? 'all'}
        onChange={(state) => put({ state: processStates.find((s) => s === state) })}
        data={[
          { value: 'all', label: t('all') },
          ...processStates.map((state) => ({ value: state, label: t(`state.${state}`) })),
        ]}
      />
    </Group>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation(['processes', 'common'])
  const can = useCan()
  const action = filtered ? (
    <ButtonLink variant="default" to="/processes" search={{}}>
      {t('common:action.reset')}
    </ButtonLink>
  ) : (
    can('process.write') && <ButtonLink to="/processes/new">{t('new')}</ButtonLink>
  )
  return (
    <Empty icon={IconRoute} title={t(filtered ? 'nothing.title' : 'empty.title')} action={action}>
      {t(filtered ? 'nothing.text' : 'empty.text')}
    </Empty>
  )
}
