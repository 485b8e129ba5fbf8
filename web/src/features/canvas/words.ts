import type { TFunction } from 'i18next'
import { moment, type Where } from '@/format/date'
import type { Block, Definition, Duration, ExitRule, Params, Subject, Trigger } from './definition'

/** The names behind codes and ids, by what they are of: offer, letter_template, board, stage, refusal_reason, outcome. */
export type Names = Record<string, ReadonlyMap<string, string>>

/** All that sentences need. */
export interface Words {
  t: TFunction<'canvas'>
  where: Where
  names: Names
  /** A rule in words; empty for one that is not there. */
  rule: (rule: unknown, subject: Subject) => string
}

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** What a code or id is called; the code itself when nobody knows. */
export function named(of: string, value: unknown, { names }: Words): string {
  return names[of]?.get(text(value)) ?? text(value)
}

/** A length of time: "1 день". */
export function duration(value: unknown, { t }: Words): string {
  const { amount, unit } = (value ?? {}) as Partial<Duration>
  return typeof amount === 'number' && unit ? t(`duration.${unit as 'days'}`, { count: amount }) : t('missing.time')
}

/** What a kind of block or an operation is called in the palette. */
export function kindName(kind: string, operation: unknown, { t }: Words): string {
  return kind === 'operation'
    ? t(`operation.${text(operation) as 'comment'}`, { defaultValue: text(operation) })
    : t(`kind.${kind as 'delay'}`, { defaultValue: kind })
}

/** What a block does, as a sentence: "Ждать 1 день". */
export function sentence(block: Block, subject: Subject, words: Words): string {
  const { t } = words
  const p = block.params ?? {}
  switch (block.kind) {
    case 'start':
      return t('say.start')
    case 'end':
      return p.outcome ? t('say.end', { outcome: named('outcome', p.outcome, words) }) : t('kind.end')
    case 'delay':
      if (typeof p.until === 'string') return t('say.delay_until', { at: moment(p.until, words.where) })
      return t('say.delay', { time: duration(p.for, words) })
    case 'wait':
      return t('say.wait', {
        rule: words.rule(p.until, subject) || t('missing.rule'),
        time: duration(p.timeout, words),
      })
    case 'condition':
      return condition(p, subject, words)
    default:
      return operation(p, words)
  }
}

export interface Branch {
  exit: string
  rule?: unknown
}

export const branchesOf = (params: Params | undefined): Branch[] =>
  Array.isArray(params?.branches) ? (params.branches as Branch[]) : []

function condition(p: Params, subject: Subject, words: Words): string {
  const branches = branchesOf(p)
  const [first] = branches
  if (branches.length !== 1 || !first) return words.t('say.fork', { count: branches.length })
  const rule = words.rule(first.rule, subject)
  return rule ? words.t('say.if', { rule }) : words.t('say.if_what')
}

function operation(p: Params, words: Words): string {
  const { t } = words
  const or = (value: string, missing: 'offer' | 'template' | 'status' | 'text') => value || t(`missing.${missing}`)
  switch (p.operation) {
    case 'create_order':
      return t('say.create_order', { offer: or(named('offer', p.offer, words), 'offer') })
    case 'change_status':
      return t('say.change_status', { status: p.status ? named('status', p.status, words) : t('missing.status') })
    case 'send_letter':
      return t('say.send_letter', { template: or(named('letter_template', p.template, words), 'template') })
    case 'send_payment_link':
      return t('say.send_payment_link', { template: named('letter_template', p.template ?? 'payment_reminder', words) })
    case 'add_tag':
      return t(p.on === 'order' ? 'say.add_tag_order' : 'say.add_tag_customer', { tag: or(text(p.tag), 'text') })
    case 'comment':
      return t('say.comment', { text: or(text(p.text), 'text') })
    default:
      return kindName('operation', p.operation, words)
  }
}

/** What a block is called: the author's title, else what it does. */
export function blockName(block: Block, subject: Subject, words: Words): string {
  return block.title || sentence(block, subject, words)
}

/** What an exit is called: "Иначе", or the rule of its branch. */
export function exitName(block: Block, exit: string, subject: Subject, words: Words): string {
  const { t } = words
  const branch = branchesOf(block.params).find((b) => b.exit === exit)
  if (block.kind !== 'condition' || !branch) return t(`exit.${exit as 'next'}`, { defaultValue: exit })
  if (branchesOf(block.params).length === 1) return t('exit.yes')
  return words.rule(branch.rule, subject) || t('missing.rule')
}

/** When objects enter: "Когда создан заказ, если …". */
export function triggerSentence(trigger: Trigger, subject: Subject, words: Words): string {
  const { t } = words
  const rule = words.rule(trigger.rule, subject)
  if (trigger.kind === 'by_hand') return t('trigger.by_hand')
  if (trigger.kind === 'segment') {
    const every = Number(trigger.every_seconds ?? 60)
    const often = every === 0 ? t('trigger.once') : t('trigger.every', { time: seconds(every, words) })
    return t(trigger.existing ? 'trigger.segment_existing' : 'trigger.segment', {
      rule: rule || t('missing.rule'),
      often,
    })
  }
  const event = trigger.event
    ? t(`event.${text(trigger.event) as 'custom'}`, { defaultValue: text(trigger.event) })
    : t('missing.event')
  const match = Object.entries((trigger.match ?? {}) as Params).map(([name, value]) =>
    t('trigger.match', {
      name: t(`match.${name as 'tag'}`, { defaultValue: name }),
      value: matchValue(name, String(trigger.event), value, words),
    }),
  )
  const said = [event, ...match].join(', ')
  return rule ? t('trigger.event_if', { event: said, rule }) : t('trigger.event', { event: said })
}

function matchValue(name: string, event: string, value: unknown, words: Words): string {
  if (event === 'order.status_changed' && name !== 'reason') return named('status', value, words)
  if (event === 'order.stage_moved' && name !== 'board') return named('stage', value, words)
  return named(name === 'reason' ? 'refusal_reason' : name, value, words)
}

/** Seconds as the largest unit that they fill. */
export function seconds(n: number, words: Words): string {
  if (n % 3600 === 0) return duration({ amount: n / 3600, unit: 'hours' }, words)
  if (n % 60 === 0) return duration({ amount: n / 60, unit: 'minutes' }, words)
  return words.t('duration.seconds', { count: n })
}

/** When an enrollment ends early: "Как только заказ оплачен (итог: paid)". */
export function exitRuleSentence(rule: ExitRule, subject: Subject, words: Words): string {
  const said = words.rule(rule.rule, subject) || words.t('missing.rule')
  return rule.outcome
    ? words.t('exit_rule.with', { rule: said, outcome: named('outcome', rule.outcome, words) })
    : words.t('exit_rule.bare', { rule: said })
}

/** A policy in words, for the list of what changed. */
export function policySentence(name: string, value: unknown, words: Words): string {
  const { t } = words
  switch (name) {
    case 'reentry':
      return t(`reentry.${text(value) as 'once'}`)
    case 'cooldown':
      return t('policy.cooldown', { time: value ? duration(value, words) : t('policy.none') })
    case 'chain':
      return t((value as { allow_self?: boolean } | undefined)?.allow_self ? 'policy.self_yes' : 'policy.self_no')
    case 'retry': {
      const { tries, over } = (value ?? {}) as { tries?: number; over?: unknown }
      return t('policy.retry', { count: tries ?? 0, time: duration(over, words) })
    }
    case 'time_zone':
      return t('policy.zone', { zone: value === 'account' || value === 'customer' ? t(`zone.${value}`) : text(value) })
    default:
      return name
  }
}

/** What a block is called, by its id. */
export function nameOf(id: string, definition: Definition, words: Words): string {
  const block = definition.blocks.find((b) => b.id === id)
  return block ? blockName(block, definition.subject, words) : id
}
