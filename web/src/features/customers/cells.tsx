import { Badge, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Money, When } from '@/ui/values'
import type { CustomerLine } from './queries'

/** What a customer paid: a sum in each currency. */
export function Paid({ sums }: { sums: CustomerLine['paid'] }) {
  const paid = sums.filter((sum) => sum.amount > 0)
  if (paid.length === 0) return <Dash />
  return (
    <>
      {paid.map((sum, i) => (
        <span key={sum.currency}>
          {i > 0 && ' · '}
          <Money amount={sum.amount} currency={sum.currency} />
        </span>
      ))}
    </>
  )
}

/** When the last order came. */
export function LastOrder({ at }: { at: string | null | undefined }) {
  return at ? <When at={at} /> : <Dash />
}

/** The first tags, and how many more there are. */
export function Tags({ tags, most = 3 }: { tags: string[]; most?: number }) {
  const { t } = useTranslation('customers')
  return (
    <Group gap={4} wrap="nowrap" title={tags.join(', ')}>
      {tags.slice(0, most).map((tag) => (
        <Badge key={tag} variant="default" tt="none" fw={450} maw={120}>
          {tag}
        </Badge>
      ))}
      {tags.length > most && (
        <Text size="xs" c="dimmed">
          {t('more_tags', { count: tags.length - most })}
        </Text>
      )}
    </Group>
  )
}

export function Dash() {
  return (
    <Text span inherit c="dimmed">
      —
    </Text>
  )
}
