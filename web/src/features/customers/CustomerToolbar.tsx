import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ruleFaults } from '@/features/segments/faults'
import { RuleFilter } from '@/features/segments/RuleFilter'
import { SearchField } from '@/ui/SearchField'
import { customerCount } from './queries'
import { asFilter, type CustomerSearch, readSearch } from './search'

/** What narrows the list: words, and a rule. */
export function CustomerToolbar({ search }: { search: CustomerSearch }) {
  const { t } = useTranslation('customers')
  const go = useNavigate({ from: '/customers' })
  const { error } = useQuery(customerCount(asFilter(search)))
  const wish = (change: { search?: string | undefined; rule?: object | undefined }) =>
    void go({ replace: true, search: (now: CustomerSearch) => readSearch({ ...now, ...change }) })
  return (
    <Group mb="sm" gap="xs">
      <SearchField label={t('find')} value={search.search} onChange={(words) => wish({ search: words })} />
      <RuleFilter
        subject="customer"
        rule={search.rule}
        wish={(rule) => wish({ rule })}
        faults={ruleFaults(error, 'query.filter')}
      />
    </Group>
  )
}
