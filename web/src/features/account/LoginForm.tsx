import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { Refused, useWait } from './Refused'

interface Props {
  email?: string
  /** Of a demo school: how everybody logs in. */
  visitor?: Schemas['Visitor'] | undefined
  onDone: (me: Schemas['Me']) => void
}

/** E-mail and password. onDone is called when the session has begun; it lets the person in. */
export function LoginForm({ email: known = '', visitor, onDone }: Props) {
  const { t } = useTranslation(['account', 'common'])
  const [email, setEmail] = useState(visitor?.email ?? known)
  const [password, setPassword] = useState(visitor?.password ?? '')
  const login = useMutation({
    mutationFn: () => value(client.POST('/api/v1/session', { body: { email, password } })),
    onSuccess: onDone,
  })
  const faults = faultsByField(login.error)
  const wait = useWait(login.error, login.submittedAt)
  const general = login.error && Object.keys(faults).length === 0
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        login.mutate()
      }}
    >
      <Stack>
        {general && <Refused error={login.error} wait={wait} />}
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          required
          value={email}
          error={faults.email}
          onChange={(e) => setEmail(e.currentTarget.value)}
          {...(known === '' ? { 'data-autofocus': true } : {})}
        />
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          required
          value={password}
          error={faults.password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          {...(known === '' ? {} : { 'data-autofocus': true })}
          visibilityToggleButtonProps={{ 'aria-label': t('show') }}
        />
        <Button type="submit" loading={login.isPending} disabled={wait > 0}>
          {visitor ? t('common:demo.enter') : t('login')}
        </Button>
      </Stack>
    </form>
  )
}
