import { useQuery } from '@tanstack/react-query'
import { client, value } from '@/api/client'
import { useCan } from './session'

/** Who last changed an object, by name, for a conflict; unknown to those who may not read the audit. */
export function useRival(kind: string, id: number, conflict: boolean): string | undefined {
  const can = useCan()
  const last = useQuery({
    queryKey: ['audit', 'last', kind, id],
    enabled: conflict && can('audit.read'),
    staleTime: 0,
    queryFn: async () =>
      (
        await value(
          client.GET('/api/v1/audit', {
            params: { query: { subject_kind: kind, subject_id: id, outcome: 'done', limit: 1 } },
          }),
        )
      ).items[0],
  })
  return last.data?.staff?.name
}
