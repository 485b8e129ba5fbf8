import type { Schemas } from '@/api/client'

export type Subject = Schemas['ProcessVocabulary']['subject']
export type Vocabulary = Schemas['ProcessVocabulary']
export type FieldEntry = Schemas['ProcessField']
export type Fault = Schemas['ProblemField']
export type Layout = Schemas['Layout']
export type Place = Layout['blocks'][string]
export type Note = Layout['notes'][number]
export type Params = Record<string, unknown>

/** A node of the process. Its id lives on across revisions. */
export interface Block {
  id: string
  kind: string
  title?: string
  params?: Params
}

export interface Connection {
  from: string
  exit: string
  to: string
}

export type Trigger = { kind: string } & Params

export interface ExitRule {
  id: string
  rule?: unknown
  outcome?: string
}

/** A process as the API takes it: /schemas/process.json. */
export interface Definition {
  schema: number
  title: string
  subject: Subject
  blocks: Block[]
  connections: Connection[]
  triggers: Trigger[]
  exit_rules?: ExitRule[]
  policies?: Params
}

/** What one edits: the definition, and how it is drawn. */
export interface Doc {
  definition: Definition
  layout: Layout
}

/** A length of time as people say it. */
export interface Duration {
  amount: number
  unit: string
}

/** A process with nothing but its beginning and its end. */
export function blank(title: string, subject: Subject): Definition {
  return {
    schema: 1,
    title,
    subject,
    blocks: [
      { id: 'start', kind: 'start' },
      { id: 'end', kind: 'end' },
    ],
    connections: [{ from: 'start', exit: 'next', to: 'end' }],
    triggers: [],
  }
}

/** The ways out of a block, in their order; the API says which there are. */
export function exitsOf(block: Block, vocabulary: Vocabulary): string[] {
  const entry = vocabulary.blocks.find((b) => b.kind === block.kind)
  if (!entry) return []
  const listed = entry.exits_from ? block.params?.[entry.exits_from] : undefined
  const own = Array.isArray(listed) ? listed.map((item: { exit?: unknown }) => String(item.exit ?? '')) : []
  return [...own, ...entry.exits]
}

/** Whether the process may have only one such block, which therefore is neither added nor removed. */
export function isSingle(block: Block, vocabulary: Vocabulary): boolean {
  return vocabulary.blocks.find((b) => b.kind === block.kind)?.single ?? false
}

/** The settings of a block, with the operation's own. */
export function fieldsOf(block: Block, vocabulary: Vocabulary): FieldEntry[] {
  if (block.kind === 'operation')
    return vocabulary.operations.find((o) => o.name === block.params?.operation)?.fields ?? []
  return vocabulary.blocks.find((b) => b.kind === block.kind)?.fields ?? []
}

/** Where connections lead, by block and exit. */
export type Ways = Map<string, Map<string, string>>

export function waysOf(definition: Definition): Ways {
  const ways: Ways = new Map()
  for (const { from, exit, to } of definition.connections) {
    const exits = ways.get(from) ?? new Map<string, string>()
    exits.set(exit, to)
    ways.set(from, exits)
  }
  return ways
}
