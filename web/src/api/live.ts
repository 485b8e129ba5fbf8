import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Connection } from './live-connection'

/** What one may hear of: a list, or one object by its id. */
export type Topic =
  | 'orders'
  | 'processes'
  | 'bulk-operations'
  | 'decisions'
  | 'letters'
  | `${'order' | 'customer' | 'process' | 'enrollment' | 'bulk'}/${number}`

type Key = readonly unknown[]

const connection = new Connection()

/** The id of an address may be none: such a page says so, and there is nothing to hear. */
const wellFormed = /^[a-z-]+(\/[1-9]\d*)?$/

/**
 * Listens to the topics and asks again for the queries under the keys whenever
 * something in them has changed. Messages are hints: what is shown always comes
 * from an ordinary request. All hooks of a page share one connection.
 */
export function useLive(topics: Topic[], keys: readonly Key[]) {
  const queries = useQueryClient()
  const wanted = topics.filter((topic) => wellFormed.test(topic)).join(' ')
  const affected = JSON.stringify(keys)
  useEffect(() => {
    if (wanted === '') return
    const refresh = refresher(queries, JSON.parse(affected) as Key[])
    const leave = connection.listen(wanted.split(' '), refresh.ask)
    return () => {
      leave()
      refresh.stop()
    }
  }, [wanted, affected, queries])
}

/** The least time between two rounds of requests. */
const pause = 500

/**
 * Asks again, one round at a time: a hint that comes while a round is under way
 * leads to one more round, and breaks none off.
 */
export function refresher(queries: Pick<QueryClient, 'invalidateQueries'>, keys: readonly Key[]) {
  let running = false
  let again = false
  let stopped = false
  const ask = async () => {
    again = true
    if (running) return
    running = true
    while (again && !stopped) {
      again = false
      await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey }, { cancelRefetch: false })))
      await new Promise((go) => setTimeout(go, pause))
    }
    running = false
  }
  return {
    ask: () => void ask(),
    stop: () => {
      stopped = true
    },
  }
}
