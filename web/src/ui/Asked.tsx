import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure, Loading } from './states'

interface Props<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'refetch'>
  /** How many grey lines stand for what is on its way. */
  lines?: number
  children: (data: T) => ReactNode
}

/**
 * What was asked for: on its way, failed, there. What is there stays when asking
 * again fails: somebody may be typing in it.
 */
export function Asked<T>({ query: { data, error, isPending, refetch }, lines, children }: Props<T>) {
  return (
    <>
      {isPending && <Loading {...(lines ? { lines } : {})} />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data !== undefined && children(data)}
    </>
  )
}
