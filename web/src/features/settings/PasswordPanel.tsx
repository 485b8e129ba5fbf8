import { Alert, Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { useMe } from '@/app/session'
import { NewPassword } from '@/features/account/NewPassword'
import { Panel } from '@/ui/Panel'

const empty = { current: '', new: '' }

/** Changes one's own password; other sessions end with that. */
export function PasswordPanel() {
  const { t } = useTranslation(['settings', 'account'])
  const { email } = useMe()
  const queries = useQueryClient()
  const [words, setWords] = useState(empty)
  const change = useMutation({
    mutationFn: () => value(client.POST('/api/v1/me/password', { body: words })),
    onSuccess: () => {
      setWords(empty)
      notifications.show({ color: 'green', message: t('profile.password_changed') })
      void queries.invalidateQueries({ queryKey: ['sessions'] })
    },
  })
  const faults = faultsByField(change.error)
  return (
    <Panel title={t('profile.password')}>
      <form
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          change.mutate()
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {t('profile.password_help')}
          </Text>
          {change.error && Object.keys(faults).length === 0 && (
            <Alert color="red" role="alert">
              {change.error.message}
            </Alert>
          )}
          <input type="email" autoComplete="username" value={email} readOnly hidden />
          <PasswordInput
            label={t('profile.current')}
            autoComplete="current-password"
            required
            value={words.current}
            error={faults.current}
            onChange={(e) => setWords({ ...words, current: e.currentTarget.value })}
            visibilityToggleButtonProps={{ 'aria-label': t('account:show') }}
          />
          <NewPassword
            label={t('account:reset.password')}
            value={words.new}
            onChange={(password) => setWords({ ...words, new: password })}
            error={faults.new}
          />
          <Group>
            <Button type="submit" loading={change.isPending} disabled={!words.current || !words.new}>
              {t('profile.change_password')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
