import type { Help } from './queries'

/** One thing that may stand where the cursor is. */
export interface Choice {
  label: string
  detail: string
  kind: 'variable' | 'tag' | 'filter'
}

export interface Choices {
  /** Where the word begins that a choice replaces. */
  from: number
  options: Choice[]
}

/** What a template's author may write next, by the text before the cursor; nothing outside of Liquid. */
export function choices(before: string, help: Help): Choices | undefined {
  const inside = openPart(before)
  if (!inside) return undefined
  const word = /[\w.]*$/.exec(inside.text)?.[0] ?? ''
  const from = before.length - word.length
  const earlier = inside.text.slice(0, inside.text.length - word.length).trim()
  if (inside.tag && earlier === '') return { from, options: named(help.tags, 'tag') }
  if (earlier.endsWith('|')) return { from, options: named(help.filters, 'filter') }
  if (inside.tag && /^for\s+\w+\s+in$/.test(earlier)) return { from, options: variables(help, true) }
  if (inside.tag && /^for\b/.test(earlier)) return undefined
  return { from, options: [...ofLoops(before, help), ...variables(help, false, inside.tag)] }
}

/** The part of Liquid that is open at the end of the text. */
function openPart(text: string): { text: string; tag: boolean } | undefined {
  const value = text.lastIndexOf('{{')
  const tag = text.lastIndexOf('{%')
  const at = Math.max(value, tag)
  if (at < 0) return undefined
  const rest = text.slice(at + 2)
  if (rest.includes(at === tag ? '%}' : '}}')) return undefined
  return { text: rest.replace(/^-/, ''), tag: at === tag }
}

const named = (names: string[], kind: Choice['kind']): Choice[] => names.map((label) => ({ label, detail: '', kind }))

function variables(help: Help, lists: boolean, both = false): Choice[] {
  return help.variables
    .filter((v) => !v.name.includes('[]') && (both || v.list === lists))
    .map((v) => ({ label: v.name, detail: v.title, kind: 'variable' }))
}

/** The author's own names of the loops that are open, with the fields behind them. */
function ofLoops(before: string, help: Help): Choice[] {
  const open: { name: string; list: string }[] = []
  for (const [, name, list, end] of before.matchAll(/\{%-?\s*(?:for\s+(\w+)\s+in\s+([\w.]+)|(endfor))/g)) {
    if (end) open.pop()
    else if (name && list) open.push({ name, list })
  }
  return open.flatMap(({ name, list }) =>
    help.variables
      .filter((v) => v.name.startsWith(`${list}[].`))
      .map((v) => ({ label: v.name.replace(`${list}[]`, name), detail: v.title, kind: 'variable' as const })),
  )
}
