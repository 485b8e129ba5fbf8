import { Badge, Group, Select, Table, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { actions } from '@/api/generated/actions'
import { useMe } from '@/app/session'
import { useColleagues } from '@/features/order/queries'
import { nextDay } from '@/features/orders/search'
import { dayStart } from '@/format/zone'
import { DaysPicker } from '@/ui/MomentPicker'
import { PagedList } from '@/ui/PagedList'
import { Empty, PageHead } from '@/ui/states'
import { When } from '@/ui/values'
import type { AuditSearch } from './audit-search'
import { ListTable } from './ListPart'
import { type AuditEntry, type AuditFilter, auditPages } from './queries'
import { SubjectLink } from './SubjectLink'

/** What people did here, and what they were refused (AUTH-7). */
export function AuditPage() {
  const { t } = useTranslation('settings')
  const search = useSearch({ from: '/inside/settings/audit' })
  const pages = useInfiniteQuery(auditPages(asFilter(search, useMe().school.time_zone)))
  return (
    <>
      <PageHead title={t('section.audit')} />
      <Text size="sm" c="dimmed" mb="md">
        {t('audit.about')}
      </Text>
      <Filters search={search} />
      <PagedList pages={pages} empty={<Empty icon={IconHistory} title={t('nothing_found')} />}>
        {(entries) => (
          <ListTable
            layout="fixed"
            verticalSpacing={6}
            highlightOnHover={false}
            columns={[
              { title: t('audit.when'), w: { base: 130, sm: 160 } },
              { title: t('audit.who'), w: 190, visibleFrom: 'sm' },
              { title: t('audit.what') },
            ]}
          >
            {entries.map((entry) => (
              <Line key={entry.id} entry={entry} />
            ))}
          </ListTable>
        )}
      </PagedList>
    </>
  )
}

function asFilter(search: AuditSearch, timeZone: string): AuditFilter {
  return {
    ...(search.person ? { staff_id: search.person } : {}),
    ...(search.action ? { action: search.action } : {}),
    ...(search.outcome ? { outcome: search.outcome } : {}),
    ...(search.from ? { from: dayStart(search.from, timeZone) } : {}),
    ...(search.to ? { until: dayStart(nextDay(search.to), timeZone) } : {}),
  }
}

/** The action in words; one that has none yet is told by its name. */
export function useActionWords(): (action: string) => string {
  const { t } = useTranslation('settings')
  return (action) => t(`audit.action.${action as 'log-in'}`, { defaultValue: t('audit.reading', { action }) })
}

function Filters({ search }: { search: AuditSearch }) {
  const { t } = useTranslation('settings')
  const go = useNavigate({ from: '/settings/audit' })
  const people = useColleagues()
  const words = useActionWords()
  const set = (change: { [K in keyof AuditSearch]?: AuditSearch[K] | undefined }) =>
    void go({
      replace: true,
      search: (now: AuditSearch) =>
        Object.fromEntries(Object.entries({ ...now, ...change }).filter(([, v]) => v !== undefined)) as AuditSearch,
    })
  return (
    <Group gap="xs" mb="sm">
      <Select
        aria-label={t('audit.anybody')}
        placeholder={t('audit.anybody')}
        data={people.map((p) => ({ value: String(p.id), label: p.name }))}
        searchable
        clearable
        value={search.person ? String(search.person) : null}
        onChange={(id) => set({ person: id ? Number(id) : undefined })}
        w={{ base: '100%', xs: 200 }}
      />
      <Select
        aria-label={t('audit.anything')}
        placeholder={t('audit.anything')}
        data={actions
          .map((action) => ({ value: action, label: words(action) }))
          .sort((a, b) => a.label.localeCompare(b.label))}
        searchable
        clearable
        limit={200}
        value={search.action ?? null}
        onChange={(action) => set({ action: action ?? undefined })}
        w={{ base: '100%', xs: 240 }}
      />
      <Select
        aria-label={t('audit.any_outcome')}
        placeholder={t('audit.any_outcome')}
        data={(['done', 'refused', 'failed'] as const).map((o) => ({ value: o, label: t(`audit.outcome.${o}`) }))}
        clearable
        value={search.outcome ?? null}
        onChange={(outcome) => set({ outcome: (outcome as AuditSearch['outcome']) ?? undefined })}
        w={{ base: '100%', xs: 170 }}
      />
      <DaysPicker
        label={t('audit.days')}
        value={[search.from ?? null, search.to ?? null]}
        onChange={([from, to]) => set({ from: from ?? undefined, to: to ?? undefined })}
      />
    </Group>
  )
}

function Line({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation('settings')
  const words = useActionWords()
  return (
    <Table.Tr>
      <Table.Td>
        <When at={entry.at} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        {entry.staff?.name ?? (
          <Text span size="sm" c="dimmed">
            {t('audit.nobody')}
          </Text>
        )}
        {entry.credential.kind === 'token' && (
          <Text size="xs" c="dimmed">
            {t('audit.by_token')}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Group gap={6}>
          <Text span size="sm">
            {words(entry.action)}
          </Text>
          {entry.subject && <SubjectLink kind={entry.subject.kind} id={entry.subject.id} />}
          {entry.outcome !== 'done' && (
            <Badge variant="light" color={entry.outcome === 'failed' ? 'red' : 'orange'} tt="none">
              {t(`audit.outcome.${entry.outcome}`)}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          {entry.staff?.name ?? t('audit.nobody')}
        </Text>
      </Table.Td>
    </Table.Tr>
  )
}
