import { Alert, Button, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { AnchorLink } from '@/ui/links'
import { Failure, Loading } from '@/ui/states'
import { NewPassword } from './NewPassword'
import { Outside } from './Outside'
import { useEntry } from './useEntry'

/** An invited person chooses a password and is in. */
export function InvitePage() {
  const { t } = useTranslation(['account', 'common'])
  const { token } = useParams({ from: '/invite/$token' })
  const invitation = useQuery({
    queryKey: ['invitation', token],
    retry: false,
    queryFn: () => value(client.GET('/api/v1/invitations/{token}', { params: { path: { token } } })),
  })
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  useEffect(() => setName(invitation.data?.name ?? ''), [invitation.data?.name])
  const { entry, faults, general } = useEntry(() =>
    value(client.POST('/api/v1/invitations/{token}', { params: { path: { token } }, body: { name, password } })),
  )
  const { data } = invitation
  return (
    <Outside title={t('invite.title')} school={data?.school_name}>
      {invitation.isPending && <Loading lines={3} />}
      {invitation.error && (
        <>
          <Failure error={invitation.error} />
          <Text size="sm" mb="sm">
            {t('invite.spent')}
          </Text>
          <AnchorLink to="/login" size="sm">
            {t('forgotten.back')}
          </AnchorLink>
        </>
      )}
      {data && (
        <form
          onSubmit={(e) => {
            e.preventDefault()
            entry.mutate()
          }}
        >
          <Stack>
            <Text size="sm" c="dimmed">
              {t('invite.text', { email: data.email, role: t(`common:role.${data.role}`) })}
            </Text>
            {general && (
              <Alert color="red" role="alert">
                {general}
              </Alert>
            )}
            <TextInput
              label={t('name')}
              autoComplete="name"
              required
              value={name}
              error={faults.name}
              onChange={(e) => setName(e.currentTarget.value)}
            />
            <NewPassword label={t('password')} value={password} onChange={setPassword} error={faults.password} />
            <Button type="submit" loading={entry.isPending}>
              {t('invite.enter')}
            </Button>
          </Stack>
        </form>
      )}
    </Outside>
  )
}
