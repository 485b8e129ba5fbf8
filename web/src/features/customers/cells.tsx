import { Text } from '@mantine/core'
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

export function Dash() {
  return (
    <Text span inherit c="dimmed">
      —
    </Text>
  )
}
