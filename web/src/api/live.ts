import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/**
 * Listens to the topics and asks again for what depends on them. Messages are
 * hints: what is shown always comes from an ordinary request.
 */
export function useLive(topics: string[], keys: readonly (readonly unknown[])[]) {
  const queries = useQueryClient()
  const wanted = topics.join('&topic=')
  const affected = JSON.stringify(keys)
  useEffect(() => {
    if (wanted === '') return
    const source = new EventSource(`/api/v1/live?topic=${wanted}`)
    source.onmessage = () => {
      for (const key of JSON.parse(affected) as unknown[][]) void queries.invalidateQueries({ queryKey: key })
    }
    return () => source.close()
  }, [wanted, affected, queries])
}
