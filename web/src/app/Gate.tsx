import { Center, Container, Loader } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ApiError } from '@/api/problem'
import { Failure } from '@/ui/states'
import { SessionEnded } from './SessionEnded'
import { Shell } from './Shell'
import { SessionProvider, useMeQuery } from './session'

/** Lets in who is logged in; everybody else logs in first and comes back to the same address. */
export function Gate() {
  const me = useMeQuery()
  if (me.data) {
    return (
      <SessionProvider me={me.data}>
        <Shell />
        <SessionEnded me={me.data} />
      </SessionProvider>
    )
  }
  if (me.error instanceof ApiError && me.error.status === 401) return <ToLogIn />
  if (me.error) {
    return (
      <Container size="sm" py="xl">
        <Failure error={me.error} retry={() => void me.refetch()} />
      </Container>
    )
  }
  return (
    <Center h="100vh">
      <Loader />
    </Center>
  )
}

/** Goes once, and remembers the address that was wanted first: the location changes while the log-in is loaded. */
function ToLogIn() {
  const router = useRouter()
  const [next] = useState(() => router.state.location.href)
  useEffect(() => void router.navigate({ to: '/login', search: { next }, replace: true }), [router, next])
  return null
}
