import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AnchorLink } from '@/ui/links'

/** Pages on which an object of the audit stands. */
const pages = {
  order: '/orders/$id',
  customer: '/customers/$id',
  offer: '/settings/offers/$id',
  product: '/settings/products/$id',
  board: '/settings/boards/$id',
  staff: '/settings/staff/$id',
} as const

/** What an entry is about, with a way there. */
export function SubjectLink({ kind, id }: { kind: string; id: number }) {
  const { t } = useTranslation('settings')
  const words = t(`audit.subject.${kind as 'order'}`, { id, defaultValue: `${kind} ${id}` })
  const page = pages[kind as keyof typeof pages]
  if (!page)
    return (
      <Text span size="sm" c="dimmed">
        {words}
      </Text>
    )
  return (
    <AnchorLink to={page} params={{ id: String(id) }} size="sm">
      {words}
    </AnchorLink>
  )
}
