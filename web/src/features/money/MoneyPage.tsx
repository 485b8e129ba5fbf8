import { Card, Group, Stack, Text } from '@mantine/core'
import { IconCoins } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { AnchorLink } from '@/ui/links'
import { LookSwitch } from '@/ui/look'
import { PagedList } from '@/ui/PagedList'
import { Empty, PageHead } from '@/ui/states'
import { Money, StatusBadge, When } from '@/ui/values'
import { Answers } from './Answers'
import { type Decision, decisions } from './queries'
import { answerInWords, whyInWords } from './words'

/** Money to decide: what arrived and waits for a person's word, and what was decided. */
export function MoneyPage() {
  const { t } = useTranslation('money')
  const state: 'open' | 'closed' = useSearch({ from: '/inside/money' }).state ?? 'open'
  const go = useNavigate({ from: '/money' })
  const pages = useInfiniteQuery(decisions(state))
  return (
    <>
      <PageHead
        title={t('title')}
        aside={
          <LookSwitch
            label={t('which')}
            value={state}
            onChange={(next) => void go({ search: next === 'closed' ? { state: 'closed' } : {} })}
            looks={(['open', 'closed'] as const).map((s) => ({ value: s, text: t(`state.${s}`) }))}
          />
        }
      />
      <Text size="sm" c="dimmed" mb="md" maw={720}>
        {t('intro')}
      </Text>
      <PagedList
        pages={pages}
        empty={
          <Empty icon={IconCoins} title={t(`empty.${state}.title`)}>
            {t(`empty.${state}.text`)}
          </Empty>
        }
      >
        {(items) => (
          <Stack gap="sm" maw={960}>
            {items.map((decision) => (
              <Entry key={decision.id} decision={decision} />
            ))}
          </Stack>
        )}
      </PagedList>
    </>
  )
}

function Entry({ decision }: { decision: Decision }) {
  const { t } = useTranslation('money')
  const can = useCan()
  const open = decision.state === 'open'
  return (
    <Card withBorder radius="lg" padding="md" component="article">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ flex: '1 1 320px', minWidth: 0 }}>
          <Group gap="xs" mb={4}>
            <Text fw={700} fz="lg" lh={1.2}>
              <Money amount={decision.amount} currency={decision.currency} />
            </Text>
            {decision.order_number !== null && decision.order_id !== null ? (
              <AnchorLink to="/orders/$id" params={{ id: String(decision.order_id) }} fw={600}>
                {t('order', { number: decision.order_number })}
              </AnchorLink>
            ) : (
              <Text c="dimmed">{t('no_order')}</Text>
            )}
            {decision.order_status && <StatusBadge status={decision.order_status} />}
          </Group>
          {decision.customer && (
            <Text size="sm" className="clipped">
              {decision.customer.name || decision.customer.email}
              {decision.customer.name && (
                <Text span size="sm" c="dimmed">
                  {' '}
                  {decision.customer.email}
                </Text>
              )}
            </Text>
          )}
          <Text size="sm" mt={6}>
            {whyInWords(decision, t)}
          </Text>
          <Text size="xs" c="dimmed" mt={2}>
            <When at={decision.created_at} /> · <When at={decision.created_at} relative />
          </Text>
        </div>
        {open ? (
          can('money.decide') ? (
            <Answers decision={decision} />
          ) : (
            <Text size="sm" c="dimmed" maw={260}>
              {t('not_yours')}
            </Text>
          )
        ) : (
          <Decided decision={decision} />
        )}
      </Group>
    </Card>
  )
}

/** What was decided, by whom and when. */
function Decided({ decision }: { decision: Decision }) {
  const { t } = useTranslation('money')
  return (
    <div>
      <Text size="sm" fw={600}>
        {answerInWords(decision.resolution, t)}
      </Text>
      <Text size="xs" c="dimmed">
        {decision.closed_by_name ?? t('by_itself')}
        {decision.closed_at && (
          <>
            {' · '}
            <When at={decision.closed_at} />
          </>
        )}
      </Text>
    </div>
  )
}
