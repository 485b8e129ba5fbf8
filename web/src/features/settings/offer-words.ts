import type { TFunction } from 'i18next'
import type { Schemas } from '@/api/client'

type Offer = Pick<
  Schemas['Offer'],
  'deadline_days' | 'deadline_action' | 'auto_complete' | 'access_end' | 'access_end_days' | 'smallest_part'
>

/** What somebody should know of an offer at a glance. */
export function termsInWords(offer: Offer, t: TFunction<'settings'>): string[] {
  const words: string[] = []
  if (offer.deadline_days)
    words.push(t(`offer.glance.deadline_${offer.deadline_action}`, { count: offer.deadline_days }))
  if (offer.smallest_part > 0) words.push(t('offer.glance.parts'))
  if (!offer.auto_complete) words.push(t('offer.glance.by_hand'))
  if (offer.access_end === 'days_after_start') words.push(t('offer.glance.access', { count: offer.access_end_days }))
  return words
}
