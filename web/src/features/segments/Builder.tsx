import { DatesProvider } from '@mantine/dates'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { QueryBuilder, type RuleGroupType } from 'react-querybuilder'
import 'dayjs/locale/ru'
import '@mantine/dates/styles.css'
import { Asked } from '@/ui/Asked'
import { Builder as BuilderContext, type BuilderKnows } from './context'
import { GroupEditor } from './GroupEditor'
import { RowEditor } from './RowEditor'
import type { BuilderProps } from './RuleBuilder'
import { useReferences, useRegistry, useUsualCurrency } from './registry'
import { type Group, groupOf, placeFaults, ruleOf } from './tree'

/** The parts of the library that are ours; builders within this one take them over. */
const controls = { ruleGroup: GroupEditor, rule: RowEditor }

/** Edits a rule; what it looks like outside is RuleBuilder. */
export function Builder(props: BuilderProps) {
  const registry = useRegistry()
  return (
    <Asked query={registry} lines={2}>
      {(known) => <Loaded {...props} registry={known} />}
    </Asked>
  )
}

function Loaded({ subject, filter = false, faults, registry, ...rest }: BuilderProps & Pick<BuilderKnows, 'registry'>) {
  const { t, i18n } = useTranslation('segments')
  const [group, change] = useGroup(rest.value, rest.onChange)
  const references = useReferences()
  const usual = useUsualCurrency()
  const fresh = useRef<string | undefined>(undefined)
  const placed = useMemo(() => placeFaults(faults ?? {}, ruleOf(group).places), [faults, group])
  const currency = currencyIn(group) ?? usual
  const knows = { registry, references, object: subject, nested: false, filter, currency, faults: placed, fresh }
  return (
    <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
      <BuilderContext.Provider value={knows}>
        <section aria-label={rest.label ?? t('builder.label')}>
          <QueryBuilder
            query={group as RuleGroupType}
            onQueryChange={(query) => change(query as Group)}
            controlElements={controls}
            enableMountQueryChange={false}
          />
        </section>
      </BuilderContext.Provider>
    </DatesProvider>
  )
}

/** Keeps the groups and their ids while the rule that comes back is the one that was given. */
function useGroup(value: BuilderProps['value'], onChange: BuilderProps['onChange']) {
  const [group, setGroup] = useState(() => groupOf(value))
  const known = useRef(JSON.stringify(value))
  const given = JSON.stringify(value)
  let shown = group
  if (given !== known.current) {
    known.current = given
    shown = groupOf(value)
    setGroup(shown)
  }
  const change = (next: Group) => {
    const { rule } = ruleOf(next)
    setGroup(next)
    known.current = JSON.stringify(rule)
    onChange(rule)
  }
  return [shown, change] as const
}

/** The currency that the rule itself asks for. */
function currencyIn(group: Group): string | undefined {
  for (const node of group.rules) {
    if ('rules' in node) continue
    if (node.field.endsWith('.currency') && node.operator === 'is' && typeof node.value === 'string') return node.value
  }
  return undefined
}
