import { Alert, Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { AnchorLink } from '@/ui/links'
import { Failure, Loading } from '@/ui/states'
import { NewPassword } from './NewPassword'
import { Outside } from './Outside'
import { useEntry } from './useEntry'

/** A new password by the link of a letter; all other sessions end. */
export function ResetPage() {
  const { t } = useTranslation('account')
  const { token } = useParams({ from: '/reset/$token' })
  const link = useQuery({
    queryKey: ['reset', token],
    retry: false,
    queryFn: () => value(client.GET('/api/v1/password-resets/{token}', { params: { path: { token } } })),
  })
  const [password, setPassword] = useState('')
  const { entry, faults, general } = useEntry(() =>
    value(client.POST('/api/v1/password-resets/{token}', { params: { path: { token } }, body: { password } })),
  )
  return (
    <Outside title={t('reset.title')} school={link.data?.school_name}>
      {link.isPending && <Loading lines={3} />}
      {link.error && (
        <>
          <Failure error={link.error} />
          <AnchorLink to="/reset">{t('reset.again')}</AnchorLink>
        </>
      )}
      {link.data && (
        <form
          onSubmit={(e) => {
            e.preventDefault()
            entry.mutate()
          }}
        >
          <Stack>
            <Text size="sm" c="dimmed">
              {t('reset.text', { email: link.data.email })}
            </Text>
            {general && (
              <Alert color="red" role="alert">
                {general}
              </Alert>
            )}
            <NewPassword label={t('reset.password')} value={password} onChange={setPassword} error={faults.password} />
            <Button type="submit" loading={entry.isPending}>
              {t('reset.enter')}
            </Button>
          </Stack>
        </form>
      )}
    </Outside>
  )
}
