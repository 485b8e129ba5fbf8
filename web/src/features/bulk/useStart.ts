import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useAttempt } from '@/api/attempt'
import { client, value } from '@/api/client'
import { bulkKeys, type NewBulk } from './queries'

/** Starts an operation and goes to it. Kept by the page, so that a preview that fails meanwhile forgets no lost attempt. */
export function useStart() {
  const attempt = useAttempt()
  const queries = useQueryClient()
  const go = useNavigate()
  return useMutation({
    mutationFn: (body: NewBulk) =>
      value(client.POST('/api/v1/bulk-operations', { body, headers: { 'Idempotency-Key': attempt.keyFor(body) } })),
    onSuccess: async (op) => {
      attempt.done()
      void queries.invalidateQueries({ queryKey: bulkKeys.list })
      await go({ to: '/bulk/$id', params: { id: String(op.id) } })
    },
  })
}

export type Starting = ReturnType<typeof useStart>
