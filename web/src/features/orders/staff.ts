import { useQuery } from '@tanstack/react-query'
import { client, value } from '@/api/client'
import { useCan } from '@/app/session'

/** The people who can be an order's manager; none for those who may not see the staff. */
export function useManagers(): { id: number; name: string }[] {
  const can = useCan()
  const staff = useQuery({
    queryKey: ['staff'],
    enabled: can('staff.read'),
    staleTime: 60_000,
    queryFn: async () => (await value(client.GET('/api/v1/staff'))).items,
  })
  return staff.data?.filter((s) => s.active) ?? []
}
