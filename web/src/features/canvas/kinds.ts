import {
  IconArrowsSplit2,
  IconCheck,
  IconClock,
  IconCreditCard,
  IconFlag,
  IconHourglass,
  IconMail,
  IconMessage,
  IconPlayerPlay,
  type IconProps,
  IconReceipt,
  IconTag,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Block, Vocabulary } from './definition'
import type { Piece } from './edits'

const icons: Record<string, ComponentType<IconProps>> = {
  start: IconPlayerPlay,
  end: IconFlag,
  condition: IconArrowsSplit2,
  delay: IconClock,
  wait: IconHourglass,
  create_order: IconReceipt,
  change_status: IconCheck,
  send_letter: IconMail,
  send_payment_link: IconCreditCard,
  add_tag: IconTag,
  comment: IconMessage,
}

const of = (kind: string, operation: unknown) => (kind === 'operation' ? String(operation) : kind)

export function iconOf(kind: string, operation: unknown): ComponentType<IconProps> {
  return icons[of(kind, operation)] ?? IconCheck
}

/** The colour of a block: what it does to people, what it decides, what it waits for. */
export function toneOf({ kind, params }: Pick<Block, 'kind' | 'params'>, vocabulary: Vocabulary): string {
  if (kind !== 'operation') return kind
  const effect = vocabulary.operations.find((o) => o.name === params?.operation)?.effect
  return effect === 'letter' ? 'letter' : 'operation'
}

/** All that can be put down, in groups. */
export function pieces(vocabulary: Vocabulary): { group: 'actions' | 'flow'; piece: Piece }[] {
  return [
    ...vocabulary.operations.map((o) => ({
      group: 'actions' as const,
      piece: { kind: 'operation', operation: o.name },
    })),
    ...vocabulary.blocks
      .filter((b) => !b.single && b.kind !== 'operation')
      .map((b) => ({ group: 'flow' as const, piece: { kind: b.kind } })),
  ]
}
