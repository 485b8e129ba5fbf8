import { Alert, Button, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { AnchorLink } from '@/ui/links'
import { Outside } from './Outside'

/** Asks for a letter with a link to a new password. The answer never tells whether there is such a person. */
export function ForgottenPage() {
  const { t } = useTranslation('account')
  const [email, setEmail] = useState('')
  const ask = useMutation({ mutationFn: () => value(client.POST('/api/v1/password-resets', { body: { email } })) })
  return (
    <Outside title={t('forgotten.title')}>
      {ask.isSuccess ? (
        <Alert color="green" role="status">
          {t('forgotten.sent', { email })}
        </Alert>
      ) : (
        <form
          onSubmit={(e) => {
            e.preventDefault()
            ask.mutate()
          }}
        >
          <Stack>
            <Text size="sm" c="dimmed">
              {t('forgotten.text')}
            </Text>
            <TextInput
              label={t('email')}
              type="email"
              autoComplete="username"
              required
              value={email}
              error={faultsByField(ask.error).email ?? ask.error?.message}
              onChange={(e) => setEmail(e.currentTarget.value)}
              data-autofocus
            />
            <Button type="submit" loading={ask.isPending}>
              {t('forgotten.send')}
            </Button>
          </Stack>
        </form>
      )}
      <AnchorLink to="/login" size="sm" mt="md" display="block" ta="center">
        {t('forgotten.back')}
      </AnchorLink>
    </Outside>
  )
}
