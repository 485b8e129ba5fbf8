import { ActionIcon, Group as Line, NumberInput, Select, Text } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { QueryBuilder, type RuleGroupType, type RuleProps } from 'react-querybuilder'
import classes from './Builder.module.css'
import { Builder as BuilderContext, useBuilder, useFault } from './context'
import { type Field, fieldOf, type Operator, relationIn } from './registry'
import { type CountOp, countOps } from './rule'
import { firstValue, fitted } from './start'
import {
  belongsPrefix,
  type Group,
  hasPrefix,
  type RelatedValue,
  type Row,
  related,
  relationOf,
  replaced,
} from './tree'
import { ValueEditor } from './ValueEditor'

/** One condition: a field, how it is compared and with what; or related objects. */
export function RowEditor(props: RuleProps) {
  const { t } = useTranslation('segments')
  const row = props.rule as Row
  const n = (props.path.at(-1) ?? 0) + 1
  const set = (change: Partial<Row>) => {
    const query = props.schema.getQuery() as Group
    props.schema.dispatchQuery(replaced(query, props.path, { ...row, ...change }) as RuleGroupType)
  }
  const part = { row, set, n, remove: () => props.actions.onRuleRemove(props.path) }
  return (
    <div role="group" aria-label={t('builder.row', { n })}>
      {relationOf(row.field) === undefined ? <Plain {...part} /> : <Related {...part} />}
    </div>
  )
}

interface Part {
  row: Row
  set: (change: Partial<Row>) => void
  n: number
  remove: () => void
}

function Plain({ row, set, n, remove }: Part) {
  const { t } = useTranslation('segments')
  const { registry } = useBuilder()
  const fault = useFault(row.id)
  const field = fieldOf(registry, row.field)
  return (
    <div className={classes.row}>
      <What row={row} set={set} />
      {field && (
        <Select
          className={classes.how ?? ''}
          size="sm"
          aria-label={t('builder.operator')}
          data={field.operators.map((op) => ({ value: op, label: t(`operator.${op}`) }))}
          value={row.operator}
          allowDeselect={false}
          error={fault('op')}
          onChange={(op) => op && set({ operator: op, value: fitted(field, op as Operator, row.value) })}
        />
      )}
      {field && (
        <div className={classes.value}>
          <ValueEditor row={row} field={field} onChange={(value) => set({ value })} />
        </div>
      )}
      <Remove n={n} remove={remove} />
    </div>
  )
}

/** The choice of the field, or of what it is related to. */
function What({ row, set }: Pick<Part, 'row' | 'set'>) {
  const { t } = useTranslation('segments')
  const { registry, fresh } = useBuilder()
  const fault = useFault(row.id)
  const known = row.field === '' || relationOf(row.field) !== undefined || fieldOf(registry, row.field) !== undefined
  const unknown = known ? undefined : t('builder.unknown', { field: row.field })
  const choose = (name: string) => {
    if (relationOf(name) !== undefined) return set({ field: name, operator: '', value: related() })
    const field = fieldOf(registry, name)
    if (field) set({ field: name, ...start(field) })
  }
  return (
    <Select
      size="sm"
      className={classes.what ?? ''}
      aria-label={t('builder.field')}
      placeholder={t('builder.choose_field')}
      data={useChoices()}
      value={row.field || null}
      searchable
      allowDeselect={false}
      autoFocus={fresh.current === row.id}
      maxDropdownHeight={320}
      error={unknown ?? fault('field') ?? fault('has') ?? fault('belongs_to') ?? fault('')}
      onChange={(name) => name && name !== row.field && choose(name)}
    />
  )
}

function start(field: Field): Pick<Row, 'operator' | 'value'> {
  const operator = field.operators[0] ?? 'is'
  return { operator, value: firstValue(field, operator) }
}

/** The fields of this level, and its relations. */
function useChoices() {
  const { t } = useTranslation('segments')
  const { registry, object, nested } = useBuilder()
  const schema = registry.get(object)
  const fields = schema?.fields ?? []
  const isId = (f: Field) => f.name.endsWith('.id')
  const own = [...fields.filter((f) => !isId(f)), ...fields.filter(isId)].map((f) => ({
    value: f.name,
    label: f.title,
  }))
  const relations = (schema?.relations ?? []).map((r) =>
    r.many
      ? { value: hasPrefix + r.name, label: t('builder.has', { title: r.title.toLowerCase() }) }
      : { value: belongsPrefix + r.name, label: r.title },
  )
  if (nested || relations.length === 0) return own
  return [
    { group: t('builder.own'), items: own },
    { group: t('builder.related'), items: relations },
  ]
}

function Related({ row, set, n, remove }: Part) {
  const { t } = useTranslation('segments')
  const knows = useBuilder()
  const value = row.value as RelatedValue
  const relation = relationIn(knows.registry, knows.object, relationOf(row.field) ?? '')
  const many = row.field.startsWith(hasPrefix)
  return (
    <div className={`${classes.row} ${classes.related}`}>
      <What row={row} set={set} />
      <div className={classes.how}>
        {many ? (
          <CountEditor row={row} set={set} />
        ) : (
          <Text size="sm" pt={8}>
            {t('builder.for_which')}
          </Text>
        )}
      </div>
      <Remove n={n} remove={remove} />
      {relation && (
        <section className={classes.where} aria-label={t('builder.related_rows', { title: relation.title })}>
          {many && value.where.rules.length > 0 && (
            <Text size="sm" c="dimmed" mb={4}>
              {t('builder.where')}
            </Text>
          )}
          <BuilderContext.Provider value={{ ...knows, object: relation.object, nested: true }}>
            <QueryBuilder
              query={value.where as RuleGroupType}
              onQueryChange={(where) => set({ value: { ...value, where: where as Group } })}
              enableMountQueryChange={false}
            />
          </BuilderContext.Provider>
        </section>
      )}
    </div>
  )
}

/** "At least 2". */
function CountEditor({ row, set }: Pick<Part, 'row' | 'set'>) {
  const { t } = useTranslation('segments')
  const fault = useFault(row.id)
  const value = row.value as RelatedValue
  const count = (change: Partial<RelatedValue['count']>) => {
    const next = { ...value.count, ...change }
    if (next.op === 'at_least' && next.value < 1) next.value = 1
    set({ value: { ...value, count: next } })
  }
  return (
    <Line gap="xs" wrap="nowrap">
      <Select
        size="sm"
        w={140}
        aria-label={t('builder.operator')}
        data={countOps.map((op) => ({ value: op, label: t(`count.${op}`) }))}
        value={value.count.op}
        allowDeselect={false}
        error={fault('count.op')}
        onChange={(op) => op && count({ op: op as CountOp })}
      />
      <NumberInput
        size="sm"
        w={90}
        aria-label={t('builder.count')}
        min={value.count.op === 'at_least' ? 1 : 0}
        max={1_000_000}
        allowDecimal={false}
        value={value.count.value}
        error={fault('count.value') ?? fault('count')}
        onChange={(n) => typeof n === 'number' && count({ value: n })}
      />
    </Line>
  )
}

function Remove({ n, remove }: { n: number; remove: () => void }) {
  const { t } = useTranslation('segments')
  return (
    <ActionIcon
      className={classes.remove ?? ''}
      variant="subtle"
      color="gray"
      size={36}
      aria-label={t('builder.remove', { n })}
      onClick={remove}
    >
      <IconTrash size={16} />
    </ActionIcon>
  )
}
