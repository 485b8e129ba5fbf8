import type { TFunction } from 'i18next'
import type { Schemas } from '@/api/client'
import type { Status } from '@/ui/values'

/** What an enrollment does next, as a sentence: its author's title, or what the operation means. */
export function actionInWords(
  { next }: Schemas['AutomationLine'],
  t: TFunction<'order'>,
  letter: (code: string) => string,
): string {
  if (!next) return t('action.nothing')
  if (next.title) return next.title
  if (next.kind === 'end') return t('action.end')
  const params = next.params as Record<string, string | undefined>
  switch (next.operation) {
    case 'change_status':
      return t('action.change_status', { status: t(`status.${params.status as Status}`, { ns: 'common' }) })
    case 'send_letter':
      return t('action.send_letter', { template: letter(params.template ?? '') })
    case 'send_payment_link':
      return t('action.send_payment_link')
    case 'create_order':
      return t('action.create_order', { offer: params.offer })
    case 'add_tag':
      return t('action.add_tag', { tag: params.tag })
    case 'comment':
      return t('action.comment')
    default:
      return next.operation
  }
}
