import { SegmentedControl, Select, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { segmentsOf } from '@/features/segments/queries'
import { RuleBuilder } from '@/features/segments/RuleBuilder'
import { RuleSentence } from '@/features/segments/RuleSentence'
import { AnchorLink } from '@/ui/links'
import type { Whom as How } from './draft'
import type { Part } from './WizardPage'

/** For whom: a saved segment, a rule, or what was chosen in a list. */
export function Whom({ draft, set, faults, ruleFaults }: Part & { ruleFaults: Record<string, string> }) {
  const { t } = useTranslation('bulk')
  const ways: How[] = ['segment', 'rule']
  if (draft.ids.length > 0) ways.unshift('ids')
  if (draft.list) ways.unshift('list')
  const object = draft.kind === 'create_orders' ? 'customer' : 'order'
  return (
    <Stack gap="sm" align="stretch">
      <SegmentedControl
        aria-label={t('whom.title')}
        value={draft.whom}
        onChange={(whom) => set({ whom: whom as How })}
        data={ways.map((way) => ({ value: way, label: t(`whom.${way}`) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      {draft.whom === 'segment' && <SegmentChoice draft={draft} set={set} faults={faults} object={object} />}
      {draft.whom === 'rule' && (
        <>
          <RuleBuilder
            key={object}
            subject={object}
            filter={object === 'order'}
            value={draft.rule}
            onChange={(rule) => set({ rule })}
            faults={ruleFaults}
          />
          <Text size="sm" c="dimmed">
            <RuleSentence subject={object} rule={draft.rule} />
          </Text>
        </>
      )}
      {draft.whom === 'ids' && <Text size="sm">{t(`whom.chosen_${object}`, { count: draft.ids.length })}</Text>}
      {draft.whom === 'list' && <WholeList draft={draft} />}
      {faults.list && (
        <Text size="sm" c="red" role="alert">
          {faults.list}
        </Text>
      )}
    </Stack>
  )
}

function SegmentChoice({ draft, set, faults, object }: Part & { object: 'customer' | 'order' }) {
  const { t } = useTranslation('bulk')
  const segments = useQuery(segmentsOf(object)).data
  const chosen = segments?.find((s) => s.id === draft.segment)
  return (
    <>
      <Select
        label={t('whom.choose')}
        placeholder={t(segments?.length === 0 ? 'whom.no_segments' : 'whom.choose')}
        data={(segments ?? []).map((s) => ({ value: String(s.id), label: s.title }))}
        value={draft.segment === null ? null : String(draft.segment)}
        onChange={(id) => set({ segment: id === null ? null : Number(id) })}
        searchable
        error={faults.segment_id}
      />
      {chosen && (
        <Text size="sm" c="dimmed">
          <RuleSentence subject={object} rule={chosen.rule} />
        </Text>
      )}
    </>
  )
}

/** The order list that somebody came from. */
function WholeList({ draft: { list } }: Pick<Part, 'draft'>) {
  const { t } = useTranslation('bulk')
  return (
    <Text size="sm">
      {t('whom.whole_list')}{' '}
      <AnchorLink to="/orders" search={list ?? {}}>
        {t('whom.open_list')}
      </AnchorLink>
      {list?.rule && (
        <Text span c="dimmed" inherit>
          {' · '}
          <RuleSentence subject="order" rule={list.rule} bare />
        </Text>
      )}
    </Text>
  )
}
