import { moment } from '@/format/date'
import { type Block, type Connection, type Definition, type FieldEntry, fieldsOf, type Vocabulary } from './definition'
import { type Change, stable } from './difference'
import {
  blockName,
  branchesOf,
  duration,
  exitName,
  exitRuleSentence,
  kindName,
  named,
  nameOf,
  policySentence,
  triggerSentence,
  type Words,
} from './words'

/** A value that is another one: what it is of, how it was and how it is. */
export interface Row {
  label: string
  before: string
  after: string
}

/** One difference, as it is read. */
export interface Entry {
  how: 'added' | 'changed' | 'removed'
  name: string
  /** Where an added block stands, or what else there is to say. */
  place?: string
  rows: Row[]
}

/** Two forms of a process between which something differs. */
export interface Pair {
  before: Definition
  after: Definition
}

/** All differences in words: what was added, what changed from what to what, what was taken out. */
export function entriesOf(changes: Change[], pair: Pair, words: Words, vocabulary: Vocabulary): Entry[] {
  return changes.map((change) => entryOf(change, pair, words, vocabulary))
}

function entryOf(change: Change, pair: Pair, words: Words, vocabulary: Vocabulary): Entry {
  const { t } = words
  switch (change.what) {
    case 'title':
      return { how: 'changed', name: t('change.process'), rows: [row(t('change.title'), change.before, change.after)] }
    case 'block':
      return blockEntry(change, pair, words, vocabulary)
    case 'way':
      return wayEntry(change, pair, words)
    case 'trigger':
      return only(change, (trigger, { subject }) =>
        t('change.trigger', { trigger: triggerSentence(trigger, subject, words) }),
      )
    case 'exit_rule': {
      const say = (rule: NonNullable<typeof change.after>, { subject }: Definition) =>
        exitRuleSentence(rule, subject, words)
      if (!change.before || !change.after)
        return only(change, (rule, definition) => t('change.exit_rule', { rule: say(rule, definition) }))
      return {
        how: 'changed',
        name: t('change.exit'),
        rows: [row('', say(change.before, pair.before), say(change.after, pair.after))],
      }
    }
    case 'policy': {
      const say = (value: unknown) =>
        value === undefined ? t('change.usual') : policySentence(change.name, value, words)
      return { how: 'changed', name: t('change.policy'), rows: [row('', say(change.before), say(change.after))] }
    }
  }

  /** What has come or gone as a whole. */
  function only<T>(one: { before?: T; after?: T }, say: (what: T, where: Definition) => string): Entry {
    if (one.after !== undefined) return { how: 'added', name: say(one.after, pair.after), rows: [] }
    return { how: 'removed', name: one.before === undefined ? '' : say(one.before, pair.before), rows: [] }
  }
}

const row = (label: string, before: string, after: string): Row => ({ label, before, after })

function blockEntry(
  { before: was, after: is }: { before?: Block; after?: Block },
  { before, after }: Pair,
  words: Words,
  vocabulary: Vocabulary,
): Entry {
  const { t } = words
  const called = (block: Block, { subject }: Definition) =>
    t('change.block', { block: blockName(block, subject, words) })
  if (is && !was) return { how: 'added', name: called(is, after), ...placeOf(is.id, after, words), rows: [] }
  if (was && !is) return { how: 'removed', name: called(was, before), ...placeOf(was.id, before, words), rows: [] }
  if (!was || !is) return { how: 'changed', name: '', rows: [] }
  return { how: 'changed', name: called(is, after), rows: rowsOf(was, is, after, words, vocabulary) }
}

/** Behind which blocks one stands. */
function placeOf(id: string, definition: Definition, words: Words): { place?: string } {
  const from = [...new Set(definition.connections.filter((c) => c.to === id && c.from !== id).map((c) => c.from))]
  if (from.length === 0) return {}
  const blocks = from.map((other) => words.t('change.quoted', { name: nameOf(other, definition, words) }))
  return { place: words.t('change.behind', { blocks: new Intl.ListFormat(words.where.language).format(blocks) }) }
}

function wayEntry(
  { before: was, after: is }: { before?: Connection; after?: Connection },
  pair: Pair,
  words: Words,
): Entry {
  const { t } = words
  const { from, exit } = is ?? was ?? { from: '', exit: '' }
  const where = is ? pair.after : pair.before
  const block = where.blocks.find((b) => b.id === from)
  const name = t('change.way', {
    from: nameOf(from, where, words),
    exit: block ? exitName(block, exit, where.subject, words) : exit,
  })
  const end = (way: Connection, definition: Definition) =>
    t('change.quoted', { name: nameOf(way.to, definition, words) })
  if (was && is)
    return { how: 'changed', name, rows: [row(t('change.leads'), end(was, pair.before), end(is, pair.after))] }
  if (is) return { how: 'added', name, place: t('change.to', { block: end(is, pair.after) }), rows: [] }
  return { how: 'removed', name, ...(was ? { place: t('change.to', { block: end(was, pair.before) }) } : {}), rows: [] }
}

/** The values of a block that are others, as its form calls them. */
function rowsOf(was: Block, is: Block, after: Definition, words: Words, vocabulary: Vocabulary): Row[] {
  const { t } = words
  const rows: Row[] = []
  const empty = t('change.empty')
  if ((was.title ?? '') !== (is.title ?? '')) rows.push(row(t('change.title'), was.title || empty, is.title || empty))
  const [a, b] = [was.params ?? {}, is.params ?? {}]
  const fields = new Map([...fieldsOf(was, vocabulary), ...fieldsOf(is, vocabulary)].map((f) => [f.name, f]))
  for (const name of new Set([...fields.keys(), ...Object.keys(a), ...Object.keys(b)])) {
    if (stable(a[name]) === stable(b[name])) continue
    if (name === 'branches') rows.push(...branchRows(was, is, after, words))
    else if (name === 'operation')
      rows.push(row(t('change.kind'), kindName('operation', a[name], words), kindName('operation', b[name], words)))
    else {
      const say = (value: unknown) =>
        valueInWords(fields.get(name) ?? { name, form: 'text', required: false }, value, after, words)
      rows.push(row(t(`field.${name as 'tag'}`, { defaultValue: name }), say(a[name]), say(b[name])))
    }
  }
  return rows
}

/** The branches of a condition by their exits, and their order when that is all. */
function branchRows(was: Block, is: Block, { subject }: Definition, words: Words): Row[] {
  const { t } = words
  const [a, b] = [branchesOf(was.params), branchesOf(is.params)]
  const say = (rule: unknown) => words.rule(rule, subject) || t('missing.rule')
  const rows = [...new Set([...b, ...a].map((branch) => branch.exit))].flatMap((exit) => {
    const [had, has] = [a.find((x) => x.exit === exit), b.find((x) => x.exit === exit)]
    if (stable(had) === stable(has)) return []
    const at = (has ? b.indexOf(has) : had ? a.indexOf(had) : 0) + 1
    return [
      row(
        t('change.branch', { n: at }),
        had ? say(had.rule) : t('change.none'),
        has ? say(has.rule) : t('change.none'),
      ),
    ]
  })
  if (rows.length > 0) return rows
  const order = (branches: typeof a) => branches.map((branch, i) => `${i + 1}. ${say(branch.rule)}`).join('; ')
  return [row(t('branches.title'), order(a), order(b))]
}

/** A setting's value as the form shows it. */
function valueInWords(field: FieldEntry, value: unknown, { subject }: Definition, words: Words): string {
  const { t } = words
  if (field.form === 'flag') return t(value === true ? 'change.yes' : 'change.no')
  if (value === undefined || value === null || value === '') return t('change.empty')
  if (field.form === 'duration') return duration(value, words)
  if (field.form === 'rule') return words.rule(value, subject) || t('missing.rule')
  if (field.form === 'time') return moment(String(value), words.where)
  if (field.of === 'money' && typeof value === 'number')
    return (value / 100).toLocaleString(words.where.language, { minimumFractionDigits: value % 100 === 0 ? 0 : 2 })
  if (field.of && words.names[field.of]?.has(String(value))) return named(field.of, value, words)
  if (field.choices) return t(`choice.${field.name as 'on'}.${value as 'order'}`, { defaultValue: String(value) })
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
