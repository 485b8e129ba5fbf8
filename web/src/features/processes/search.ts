/** What the address of the list of processes says. */
export interface ProcessSearch {
  search?: string
  state?: ProcessState
}

export const processStates = ['active', 'draft', 'stopped'] as const
export type ProcessState = (typeof processStates)[number]

/** What the address of a list of enrollments says: how they stand to a block, or how they stand at all. */
export interface EnrollmentSearch {
  block?: string
  state?: Standing
  failure?: string
}

/** Of a block: waiting, passed, failed. Of the process: waiting (inside), failed, ended, stopped. */
export const standings = ['waiting', 'passed', 'failed', 'ended', 'stopped'] as const
export type Standing = (typeof standings)[number]

/** Reads an address that anybody may have typed: what is not understood is left out. */
export function readProcessSearch(raw: Record<string, unknown>): ProcessSearch {
  const state = processStates.find((s) => s === raw.state)
  return { ...text('search', raw.search), ...(state ? { state } : {}) }
}

export function readEnrollmentSearch(raw: Record<string, unknown>): EnrollmentSearch {
  const block = text('block', raw.block)
  const state = standings.find((s) => s === raw.state && standingsOf('block' in block).includes(s))
  return { ...block, ...(state ? { state } : {}), ...text('failure', raw.failure) }
}

/** The states that make sense: nobody has ended at a block without having passed it. */
export function standingsOf(block: boolean): readonly Standing[] {
  return block ? ['waiting', 'passed', 'failed'] : ['waiting', 'failed', 'ended', 'stopped']
}

function text<K extends string>(key: K, value: unknown): { [k in K]?: string } {
  const known = (typeof value === 'string' && value !== '') || typeof value === 'number'
  return known ? ({ [key]: String(value).slice(0, 100) } as { [k in K]?: string }) : {}
}

/** The same wish in the API's words. */
export function asQuery(process: number, { block, state, failure }: EnrollmentSearch) {
  const standing = state ?? 'waiting'
  return {
    process_id: process,
    newest: true,
    ...(failure ? { failure } : {}),
    ...(block
      ? { block, at: standing as 'waiting' | 'passed' | 'failed' }
      : { state: standing === 'waiting' ? ('active' as const) : (standing as 'failed' | 'ended' | 'stopped') }),
  }
}
