import { Button, Card, Code, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { Failure } from '@/ui/states'
import { demo } from './queries'

/** A school of invented people beside this one: how to enter it, how to leave it. */
export function DemoCard() {
  const { t } = useTranslation('welcome')
  const now = useQuery(demo)
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (run: boolean) => value(run ? client.POST('/api/v1/demo', {}) : client.DELETE('/api/v1/demo', {})),
    onSuccess: (state) => queries.setQueryData(demo.queryKey, state),
  })
  if (!now.data || now.data.state === 'absent') return null
  const { state, address, email, password } = now.data
  return (
    <Card withBorder radius="lg" padding="lg" component="section" aria-label={t('demo.title')}>
      <Stack gap="sm" align="flex-start">
        <Title order={2}>{t('demo.title')}</Title>
        <Text c="dimmed">{t('demo.text')}</Text>
        {change.error && <Failure error={change.error} />}
        {state === 'failed' && <Text c="red">{t('demo.failed')}</Text>}
        {state === 'running' && address ? (
          <>
            <Text>
              {t('demo.enter')} <Code>{email}</Code> · <Code>{password}</Code>
            </Text>
            <Group>
              <Button component="a" href={`${address}/login`} target="_blank" rel="noreferrer">
                {t('demo.open')}
              </Button>
              <Button variant="default" loading={change.isPending} onClick={() => change.mutate(false)}>
                {t('demo.stop')}
              </Button>
            </Group>
            <Text size="sm" c="dimmed">
              {t('demo.leave')}
            </Text>
          </>
        ) : (
          <Button
            variant="default"
            loading={change.isPending || state === 'starting'}
            onClick={() => change.mutate(true)}
          >
            {t('demo.start')}
          </Button>
        )}
        {state === 'starting' && <Text role="status">{t('demo.starting')}</Text>}
      </Stack>
    </Card>
  )
}
