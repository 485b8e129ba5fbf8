import { useQuery } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { fetchedAgain } from '@/api/fetched'
import { Failure, Loading } from './states'

/** A part of a screen that is fetched when it is first shown. */
export interface Piece<Props> {
  name: string
  load: () => Promise<ComponentType<Props>>
}

const askAgain = 5_000

/** Shows a piece. One that cannot be fetched says so in its own place, until it comes: what was typed around it stays. */
export function Later<Props extends object>({ piece, props }: { piece: Piece<Props>; props: Props }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['piece', piece.name],
    queryFn: async () => ({ Part: await fetchedAgain(piece.load) }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
    // A browser may say that it is online a moment before it is.
    refetchInterval: ({ state }) => (state.error ? askAgain : false),
  })
  if (data) return <data.Part {...props} />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <Loading lines={2} />
}
