import type { TFunction } from 'i18next'
import { moment, type Where } from '@/format/date'
import type { Status } from '@/ui/values'
import type { Definition } from './outline'
import type { Step } from './queries'
import { blockName } from './words'

type T = TFunction<'processes'>

/** The people behind ids. */
export type PersonOf = (id: number) => string

/** What happened at a step, in one sentence. */
export function stepInWords(
  step: Step,
  definition: Definition | undefined,
  t: T,
  where: Where,
  letter?: (code: string) => string,
): string {
  const name = blockName(step.block, definition, t, letter)
  const data = (step.data ?? {}) as Record<string, unknown>
  switch (step.result) {
    case 'failed':
      return t('step.failed', { block: name })
    case 'exited':
      return t('step.exited')
    case 'stopped':
      return t('step.stopped')
    case 'retried':
      return t('step.retried', { block: name })
    case 'snoozed':
      return t('step.snoozed', { until: typeof data.until === 'string' ? moment(data.until, where) : '—' })
    case 'hurried':
      return t('step.hurried')
    case 'skipped':
      return t(data.reason ? `skipped.${String(data.reason) as 'product_owned'}` : 'step.skipped', {
        block: name,
        defaultValue: t('step.skipped', { block: name }),
      })
    default:
      return bareInWords(step, definition, t) ?? doneInWords(step, name, data, t)
  }
}

/** A delay or an end to which its author gave no title: there is nothing more to say of it. */
function bareInWords({ block, kind }: Step, definition: Definition | undefined, t: T): string | undefined {
  const titled = definition?.blocks.find((b) => b.id === block)?.title
  return !titled && (kind === 'delay' || kind === 'end') ? t(`bare.${kind}`) : undefined
}

function doneInWords(step: Step, name: string, data: Record<string, unknown>, t: T): string {
  switch (step.kind) {
    case 'change_status':
      return t('done.change_status', {
        status: t(`status.${String(data.status) as Status}`, { ns: 'common', defaultValue: String(data.status) }),
      })
    case 'send_letter':
    case 'send_payment_link':
    case 'create_order':
    case 'add_tag':
    case 'comment':
    case 'start':
      return t(`done.${step.kind}`, { block: name, tag: String(data.tag) })
    case 'delay':
      return t('done.delay', { block: name })
    case 'wait':
      return t(step.exit === 'timeout' ? 'done.timeout' : 'done.met', { block: name })
    case 'condition':
      return t(step.exit === 'else' ? 'done.else' : 'done.branch', { block: name, exit: step.exit })
    case 'end':
      return t('done.end', { block: name })
    default:
      return name
  }
}

/** Why something happened: an event, a moment, a rule, or a person. */
export interface Cause {
  kind: string
  actor?: { kind: string; id: number } | null
}

/** Why it happened, in a few words. */
export function causeInWords({ kind, actor }: Cause, person: PersonOf, t: T): string {
  if (kind === 'person' && actor) return t('cause.person', { name: person(actor.id) })
  if (kind === 'block') return ''
  if (kind.includes('.') || kind === 'custom') return t(`event.${kind as 'order.created'}`, { defaultValue: kind })
  return t(`cause.${kind as 'time'}`, { defaultValue: '' })
}
