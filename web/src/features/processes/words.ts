import type { TFunction } from 'i18next'
import type { Status } from '@/ui/values'
import type { Block, Definition, Trigger } from './outline'

type T = TFunction<'processes'>

/** What people call a letter template, by its code. */
type Titles = (code: string) => string

const bare: Titles = (code) => code

/** A setting that a draft may lack yet. */
const said = (value: unknown) => (value === undefined || value === '' ? '…' : String(value))

const status = (code: unknown, t: T) => t(`status.${said(code) as Status}`, { ns: 'common', defaultValue: said(code) })

/** What a block is called: its author's title, or what it does. */
export function blockInWords({ kind, title, params = {} }: Block, t: T, letter = bare): string {
  if (title) return title
  if (kind === 'delay' && params.for) {
    const { amount, unit } = params.for as { amount: number; unit: 'days' }
    return t(`delay_for.${unit}`, { count: amount })
  }
  if (kind !== 'operation') return t(`block.${kind}`)
  const words = operationInWords(params, t, letter)
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}

/** What an operation does, in a few words: "письмо «Напоминание об оплате»". */
export function operationInWords(params: Record<string, unknown>, t: T, letter = bare): string {
  switch (params.operation) {
    case 'change_status':
      return t('operation.change_status', { status: status(params.status, t) })
    case 'send_letter':
      return t('operation.send_letter', { template: letter(said(params.template)) })
    case 'send_payment_link':
      return t('operation.send_payment_link')
    case 'create_order':
      return t('operation.create_order', { offer: said(params.offer) })
    case 'add_tag':
      return t('operation.add_tag', { tag: said(params.tag) })
    case 'comment':
      return t('operation.comment')
    default:
      return String(params.operation)
  }
}

/** The block with the id as people know it; the id itself where the definition is not there yet. */
export function blockName(id: string, definition: Definition | undefined, t: T, letter = bare): string {
  const block = definition?.blocks.find((b) => b.id === id)
  return block ? blockInWords(block, t, letter) : id
}

function triggerInWords({ kind, event, match = {} }: Trigger, t: T): string {
  if (kind !== 'event') return t(`trigger.${kind}`)
  if (event === 'custom') return t('trigger.custom', { name: String(match.name ?? '') })
  return t(`event.${String(event) as 'order.created'}`, { defaultValue: String(event) })
}

/** The most that a sentence names; what is left is counted. */
const most = 4

/** What a process does, in a sentence: when it begins, and what it does in the order of its blocks. */
export function aboutProcess({ triggers, blocks }: Definition, t: T, letter = bare): string {
  const automatic = triggers.filter((trigger) => trigger.kind !== 'by_hand')
  const begin = (automatic.length > 0 ? automatic : triggers).map((trigger) => triggerInWords(trigger, t))
  const done = blocks.filter((b) => b.kind === 'operation').map((b) => operationInWords(b.params ?? {}, t, letter))
  const named = counted(done)
  const rest = named.length > most ? [t('about.more', { count: named.length - most })] : []
  const actions = [...named.slice(0, most), ...rest]
  const when = begin.length > 0 ? [...new Set(begin)].join(t('about.or')) : t('about.never')
  return actions.length > 0 ? `${when} → ${actions.join(', ')}` : when
}

/** Equal neighbours and others alike once, with how often. */
function counted(words: string[]): string[] {
  const times = new Map<string, number>()
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1)
  return [...times].map(([word, n]) => (n > 1 ? `${word} ×${n}` : word))
}
