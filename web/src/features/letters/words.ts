import type { MantineColor } from '@mantine/core'
import type { TFunction } from 'i18next'
import { money } from '@/format/money'
import type { Letter } from './queries'

export const stateColours: Record<Letter['state'], MantineColor> = {
  queued: 'blue',
  sending: 'blue',
  sent: 'green',
  failed: 'red',
  withdrawn: 'gray',
  unknown: 'orange',
}

type T = TFunction<['letters', 'order', 'common']>

/** Why a letter was written, in one sentence (MAIL-4). */
export function whyInWords({ why }: Letter, person: (id: number) => string, t: T, language: string): string {
  switch (why.kind) {
    case 'process': {
      const title = why.process_title || `#${why.by.id}`
      return why.block_title
        ? t('letters:why.block', { title, block: why.block_title })
        : t('letters:why.process', { title })
    }
    case 'person':
      return t('letters:why.person', { name: person(why.by.id) })
    case 'payment':
      return why.amount > 0
        ? t('letters:why.payment', { sum: money(why.amount, why.currency, language) })
        : t('letters:why.payment_gone')
    default:
      return t('letters:why.created', {
        via: t(`order:via.${why.via as 'page'}`, { defaultValue: why.via }),
      })
  }
}

/** How the object came into the process that wrote the letter; nothing where that says nothing. */
export function entryInWords({ why }: Letter, t: T): string {
  if (why.kind !== 'process' || why.entry === '') return ''
  return t(`letters:entry.${why.entry.replace('.', '_') as 'order_created'}`, { defaultValue: '' })
}

const spoken = ['guard', 'order_is_false', 'interrupted', 'no answer', 'bad address', 'unknown_template'] as const

/** What the reason of a state means: our own codes, or the answer of the mail server. */
export function reasonInWords({ reason, state }: Pick<Letter, 'reason' | 'state'>, t: T): string {
  if (reason === '' || state === 'sent') return ''
  const known = spoken.find((s) => s === reason)
  if (known) return t(`letters:reason.${known.replace(' ', '_') as 'guard'}`)
  const away = /^(\S+) failed(?:: (.*))?$/.exec(reason)
  if (away) return t('letters:reason.away', { answer: away[2] ?? away[1] ?? '' })
  return t('letters:reason.server', { answer: reason })
}
