import type { TFunction } from 'i18next'
import type { Schemas } from '@/api/client'

/** How a payment was made: by which gateway, by which means, or from the deposit. */
export function wayInWords(
  { kind, method, gateway }: Pick<Schemas['Payment'], 'kind' | 'method' | 'gateway'>,
  t: TFunction<'order'>,
): string {
  if (kind === 'manual') return t(`payment.method.${method as 'cash'}`)
  if (gateway === 'test') return t('payment.test')
  return t(`payment.kind.${kind}`, { gateway })
}
