import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useMemo, useState } from 'react'
import { client, value } from '@/api/client'
import { ApiError } from '@/api/problem'
import type { Definition, Fault } from './definition'

/** What the checker says of the draft as it is now. */
export interface Checked {
  faults: Fault[]
  warnings: Fault[]
  /** How many faults and warnings lie in each block. */
  byBlock: ReadonlyMap<string, { faults: Fault[]; warnings: Fault[] }>
  /** The answer is of an earlier state, or there is none yet. */
  pending: boolean
  error: unknown
}

export const CheckContext = createContext<Checked | undefined>(undefined)

export function useChecked(): Checked {
  const checked = useContext(CheckContext)
  if (!checked) throw new Error('useChecked outside of a process')
  return checked
}

/** Asks the checker a moment after the last change (PRC-12). */
export function useCheck(definition: Definition, language: string): Checked {
  const asked = useSettled(definition, 500)
  const answer = useQuery({
    queryKey: ['process-check', language, asked],
    queryKeyHashFn: () => `process-check ${language} ${mark(asked)}`,
    placeholderData: keepPreviousData,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => ask(asked, signal),
  })
  const { data, error, isFetching } = answer
  return useMemo(() => {
    const faults = data?.faults ?? []
    const warnings = data?.warnings ?? []
    const byBlock = new Map<string, { faults: Fault[]; warnings: Fault[] }>()
    const at = (block: string) => {
      const found = byBlock.get(block) ?? { faults: [], warnings: [] }
      byBlock.set(block, found)
      return found
    }
    for (const f of faults) if (f.block) at(f.block).faults.push(f)
    for (const w of warnings) if (w.block) at(w.block).warnings.push(w)
    return { faults, warnings, byBlock, pending: isFetching || data === undefined, error }
  }, [data, error, isFetching])
}

/** A definition that the API cannot even read has its faults in the refusal. */
async function ask(definition: Definition, signal: AbortSignal): Promise<{ faults: Fault[]; warnings: Fault[] }> {
  try {
    return await value(client.POST('/api/v1/processes/check', { body: { definition }, signal }))
  } catch (error) {
    if (!(error instanceof ApiError) || error.fields.length === 0) throw error
    return { faults: error.fields.map((f) => ({ ...f, path: f.path.replace(/^definition\.?/, '') })), warnings: [] }
  }
}

const marks = new WeakMap<object, number>()
let last = 0

/** Documents are never changed in place: one object is one state. */
function mark(of: object): number {
  const had = marks.get(of) ?? ++last
  marks.set(of, had)
  return had
}

function useSettled<T>(value: T, pause: number): T {
  const [settled, settle] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => settle(value), pause)
    return () => clearTimeout(timer)
  }, [value, pause])
  return settled
}
