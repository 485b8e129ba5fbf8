import { Group, Text, Timeline } from '@mantine/core'
import {
  IconAlertTriangle,
  IconArrowsExchange,
  IconClock,
  IconFlag,
  IconGitBranch,
  IconMail,
  IconMessage,
  IconPlayerPlay,
  IconPlayerSkipForward,
  IconPlus,
  type IconProps,
  IconRefresh,
  IconTag,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { useTemplateTitles } from '@/features/letters/queries'
import { useColleagues } from '@/features/order/queries'
import { AnchorLink } from '@/ui/links'
import { useWhere, When } from '@/ui/values'
import { causeInWords, stepInWords } from './journal-words'
import type { Definition } from './outline'
import type { EnrollmentCard, Step } from './queries'

/** The journal, the newest step first: what happened, when, why, and what came of it. */
export function Journal({ card, definition }: { card: EnrollmentCard; definition: Definition | undefined }) {
  const { t } = useTranslation('processes')
  if (card.journal.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('card.empty')}
      </Text>
    )
  return (
    <Timeline bulletSize={24} lineWidth={1} active={-1}>
      {card.journal.toReversed().map((step) => (
        <StepLine key={`${step.token}/${step.visit}`} step={step} card={card} definition={definition} />
      ))}
    </Timeline>
  )
}

const icons: Record<string, ComponentType<IconProps>> = {
  start: IconPlayerPlay,
  change_status: IconArrowsExchange,
  send_letter: IconMail,
  send_payment_link: IconMail,
  create_order: IconPlus,
  add_tag: IconTag,
  comment: IconMessage,
  condition: IconGitBranch,
  end: IconFlag,
  retry: IconRefresh,
}

function iconOf(step: Step): ComponentType<IconProps> {
  if (step.result === 'failed') return IconAlertTriangle
  if (step.result === 'skipped') return IconPlayerSkipForward
  return icons[step.kind] ?? IconClock
}

interface Props {
  step: Step
  card: EnrollmentCard
  definition: Definition | undefined
}

function StepLine({ step, card, definition }: Props) {
  const { t } = useTranslation('processes')
  const where = useWhere()
  const people = useColleagues()
  const Icon = iconOf(step)
  const letter = useTemplateTitles()
  const cause = causeInWords(step.cause, (id) => people.find((p) => p.id === id)?.name ?? `#${id}`, t)
  return (
    <Timeline.Item
      bullet={<Icon size={13} aria-hidden />}
      {...(step.result === 'failed' ? { color: 'red', active: true } : {})}
      title={<Text size="sm">{stepInWords(step, definition, t, where, letter)}</Text>}
    >
      {step.fault && (
        <Text size="sm" c="red">
          {step.fault}
          {step.attempts > 1 && ` · ${t('tries', { count: step.attempts })}`}
        </Text>
      )}
      <Made step={step} card={card} />
      <Text size="xs" c="dimmed">
        <When at={step.at} />
        {cause && ` · ${cause}`}
      </Text>
    </Timeline.Item>
  )
}

/** What a step made, each with a link. */
function Made({ step, card }: { step: Step; card: EnrollmentCard }) {
  const { t } = useTranslation('processes')
  const order = (step.data as { order?: number } | null)?.order
  return (
    <Group gap="xs">
      {step.letter && (
        <Text size="sm" c="dimmed">
          {t('letter.link', { id: step.letter.id })}: {t(`letter.${step.letter.state}`)}
          {step.letter.sent_at && (
            <>
              {' '}
              <When at={step.letter.sent_at} />
            </>
          )}
        </Text>
      )}
      {step.cause.payment_id !== null && card.order_id !== null && (
        <AnchorLink to="/orders/$id" params={{ id: String(card.order_id) }} size="sm">
          {t('payment', { id: step.cause.payment_id })}
        </AnchorLink>
      )}
      {step.kind === 'create_order' && order !== undefined && (
        <AnchorLink to="/orders/$id" params={{ id: String(order) }} size="sm">
          {t('subject.order', { number: order })}
        </AnchorLink>
      )}
    </Group>
  )
}
