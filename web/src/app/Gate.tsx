import { Center, Container, Loader } from '@mantine/core'
import { Navigate, useLocation } from '@tanstack/react-router'
import { useState } from 'react'
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
  if (me.error instanceof ApiError && me.error.status === 401)
    return <ToLogIn />
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

/** The wanted address is the first one: while the log-in is loaded, the location is that of the log-in already. */
function ToLogIn() {
  const { href } = useLocation()
  const [next] = useState(href)
  return <Navigate to="/login" search={{ next }} replace />
}
