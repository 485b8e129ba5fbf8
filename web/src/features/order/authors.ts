import { useTranslation } from 'react-i18next'
import type { Schemas } from '@/api/client'
import { useColleagues } from './queries'

const nobody: ReadonlyMap<number, string> = new Map()

/** Who did something, by name; processes by the titles that the caller knows. */
export function useAuthors(processes: ReadonlyMap<number, string> = nobody): (author: Schemas['Author']) => string {
  const { t } = useTranslation('order')
  const people = new Map(useColleagues().map((p) => [p.id, p.name]))
  return ({ kind, id }) => {
    switch (kind) {
      case 'person':
        return people.get(id) ?? `#${id}`
      case 'process':
        return t('history.by_process', { title: processes.get(id) ?? `#${id}` })
      case 'customer':
        return t('history.by_customer')
      case 'gateway':
        return t('history.by_gateway')
      default:
        return t('history.by_system')
    }
  }
}
