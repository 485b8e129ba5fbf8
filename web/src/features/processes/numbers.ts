import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Schemas } from '@/api/client'
import { useLive } from '@/api/live'
import { processKeys, processNumbers } from './queries'

export type BlockNumbers = Schemas['BlockNumbers']

const nothing = (block: string): BlockNumbers => ({ block, waiting: 0, passed: 0, failed: 0 })

/**
 * The live numbers of a process (PRC-11): `of(block)` for each block by its id,
 * zeros where nothing has happened yet; `byBlock` is the same object while they
 * are the same. They move by themselves.
 */
export function useBlockNumbers(process: number) {
  useLive([`process/${process}`], [[...processKeys.one(process), 'numbers']])
  const { data, error, isPending } = useQuery(processNumbers(process))
  const byBlock = useMemo(() => new Map(data?.blocks.map((b) => [b.block, b])), [data])
  return {
    byBlock,
    of: (block: string) => byBlock.get(block) ?? nothing(block),
    enrollments: data?.enrollments,
    error,
    isPending,
  }
}
