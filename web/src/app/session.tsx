import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext } from 'react'
import { client, type Schemas, value } from '@/api/client'
import { pageBelongsTo } from '@/api/person'

export type Me = Schemas['Me']
export type Right = Me['rights'][number]

const Session = createContext<Me | undefined>(undefined)

export const meKey = ['me'] as const

/** Who is logged in; ApiError 401 when nobody is. */
export const whoAmI = queryOptions({
  queryKey: meKey,
  retry: false,
  staleTime: 60_000,
  queryFn: async () => {
    const me = await value(client.GET('/api/v1/me'))
    pageBelongsTo(me.id)
    return me
  },
})

/** Lets somebody in who has just logged in; nothing stays of whoever was here before. */
export function useBegin(): (me: Me) => void {
  const queries = useQueryClient()
  return (me) => {
    pageBelongsTo(me.id)
    queries.clear()
    queries.setQueryData(meKey, me)
  }
}

export const useMeQuery = () => useQuery(whoAmI)

export function SessionProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <Session.Provider value={me}>{children}</Session.Provider>
}

/** The person who works here. Only screens behind the log-in call it. */
export function useMe(): Me {
  const me = useContext(Session)
  if (!me) throw new Error('useMe outside of a session')
  return me
}

/** Whether the person has the right. What one may not do is not offered; the API refuses it all the same. */
export function useCan(): (right: Right) => boolean {
  const { rights } = useMe()
  return (right) => rights.includes(right)
}

/** Whether the school has to find its way to a first paid order, and this person leads it there. */
export function useFirstSteps(): boolean {
  const { school } = useMe()
  return useCan()('settings.write') && school.first_steps === true
}
