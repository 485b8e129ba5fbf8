import { Alert, Button, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import type { Language } from '@/i18n'
import { NewPassword } from './NewPassword'
import { Outside } from './Outside'

/** The one-time token stands behind the # of the address that the program printed: it reaches no server and no log. */
function tokenOfAddress(): string {
  return new URLSearchParams(window.location.hash.slice(1)).get('token') ?? ''
}

const zones = Intl.supportedValuesOf('timeZone')

/** The first run: the school and its owner. */
export function SetupPage() {
  const { t, i18n } = useTranslation('account')
  const queries = useQueryClient()
  const go = useNavigate()
  const [form, setForm] = useState({
    bootstrap_token: tokenOfAddress(),
    school_name: '',
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    name: '',
    email: '',
    password: '',
  })
  // Who stood here already and opens the printed address stays on the page: only what is behind the # changes.
  useEffect(() => {
    const read = () => setForm((now) => ({ ...now, bootstrap_token: tokenOfAddress() }))
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [])
  const create = useMutation({
    mutationFn: () =>
      value(client.POST('/api/v1/setup/first-owner', { body: { ...form, language: i18n.language as Language } })),
    onSuccess: () => {
      queries.clear()
      void go({ to: '/' })
    },
  })
  const faults = faultsByField(create.error)
  const known = tokenOfAddress() !== ''
  const field = (name: keyof typeof form) => ({
    value: form[name],
    error: faults[name],
    onChange: (e: { currentTarget: { value: string } }) => setForm({ ...form, [name]: e.currentTarget.value }),
  })
  return (
    <Outside title={t('setup.title')}>
      <form
        onSubmit={(e) => {
          e.preventDefault()
          create.mutate()
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {t('setup.text')}
          </Text>
          {create.error && Object.keys(faults).length === 0 && (
            <Alert color="red" role="alert">
              {create.error.message}
            </Alert>
          )}
          {(!known || faults.bootstrap_token) && (
            <TextInput
              label={t('setup.token')}
              description={t('setup.token_help')}
              required
              {...field('bootstrap_token')}
            />
          )}
          <TextInput label={t('setup.school')} required autoComplete="organization" {...field('school_name')} />
          <Select
            label={t('setup.zone')}
            description={t('setup.zone_help')}
            data={zones}
            searchable
            limit={100}
            allowDeselect={false}
            value={form.time_zone}
            error={faults.time_zone}
            onChange={(zone) => zone && setForm({ ...form, time_zone: zone })}
          />
          <TextInput label={t('setup.name')} required autoComplete="name" {...field('name')} />
          <TextInput label={t('email')} type="email" required autoComplete="username" {...field('email')} />
          <NewPassword
            label={t('password')}
            value={form.password}
            onChange={(password) => setForm({ ...form, password })}
            error={faults.password}
          />
          <Button type="submit" loading={create.isPending}>
            {t('setup.create')}
          </Button>
        </Stack>
      </form>
    </Outside>
  )
}
