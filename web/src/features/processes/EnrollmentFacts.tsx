import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useColleagues } from '@/features/order/queries'
import { AnchorLink } from '@/ui/links'
import { Panel } from '@/ui/Panel'
import { When } from '@/ui/values'
import { outcomeInWords } from './EnrollmentRows'
import { causeInWords } from './journal-words'
import type { EnrollmentCard } from './queries'

/** Who, of what, since when. */
export function EnrollmentFacts({ card }: { card: EnrollmentCard }) {
  const { t } = useTranslation('processes')
  const led = card.chain.at(-1)
  return (
    <Panel title={t('card.title', { id: card.id })}>
      <Stack gap="sm">
        {card.order_id !== null && (
          <Fact label={t('card.order')}>
            <AnchorLink to="/orders/$id" params={{ id: String(card.order_id) }} inherit>
              {t('subject.order', { number: card.order_number ?? card.order_id })}
            </AnchorLink>
          </Fact>
        )}
        {card.customer_name && (
          <Fact label={t('card.customer')}>
            <AnchorLink to="/customers/$id" params={{ id: String(card.customer_id) }} inherit>
              {card.customer_name}
            </AnchorLink>
          </Fact>
        )}
        <Fact label={t('card.process')}>
          {card.process_title}, {t('card.revision', { number: card.revision })}
        </Fact>
        <Fact label={t('card.entered')}>
          <Entered card={card} />
        </Fact>
        {led && (
          <Fact label={t('card.led')}>
            <AnchorLink to="/enrollments/$id" params={{ id: String(led.enrollment_id) }} inherit>
              {t('card.title', { id: led.enrollment_id })}
            </AnchorLink>
          </Fact>
        )}
        <Fact label={t('card.began')}>
          <When at={card.created_at} />
        </Fact>
        {card.ended_at && (
          <Fact label={t('card.ended')}>
            <When at={card.ended_at} />
          </Fact>
        )}
        {card.outcome && <Fact label={t('card.outcome')}>{outcomeInWords(card.outcome, t)}</Fact>}
      </Stack>
    </Panel>
  )
}

function Entered({ card }: { card: EnrollmentCard }) {
  const { t } = useTranslation('processes')
  const people = useColleagues()
  const by = card.entered_by
  const name = by.kind === 'person' && people.find((p) => p.id === by.id)?.name
  const cause = causeInWords({ kind: card.cause_kind }, String, t)
  return <>{name ? `${cause} — ${name}` : cause}</>
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  )
}
