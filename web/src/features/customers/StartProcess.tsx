import { Alert, Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, value } from '@/api/client'
import { Asked } from '@/ui/Asked'
import { useCustomerChange } from './queries'

interface Props {
  customer: number
  opened: boolean
  close: () => void
}

/** Lets the customer into a process by hand (PRC-2). */
export function StartProcess({ customer, opened, close }: Props) {
  const { t } = useTranslation('customers')
  return (
    <Modal opened={opened} onClose={close} title={t('processes.start')} centered>
      <Choice customer={customer} close={close} />
    </Modal>
  )
}

function Choice({ customer, close }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('customers')
  const [chosen, choose] = useState<string>('')
  const attempt = useAttempt()
  const processes = useQuery({
    queryKey: ['processes', 'of-customers'],
    queryFn: async () =>
      (await value(client.GET('/api/v1/processes', { params: { query: { limit: 200 } } }))).items.filter(
        (p) => p.subject === 'customer' && p.may.enroll.allowed,
      ),
  })
  const start = useCustomerChange(
    customer,
    () => {
      const body = { subject_ids: [customer] }
      return value(
        client.POST('/api/v1/processes/{id}/enrollments', {
          params: { path: { id: Number(chosen) } },
          body,
          headers: { 'Idempotency-Key': attempt.keyFor({ chosen, ...body }) },
        }),
      )
    },
    {
      quiet: true,
      done: ({ enrollment_ids }) => {
        attempt.done()
        if (enrollment_ids.length === 0) return
        notifications.show({ message: t('processes.started') })
        close()
      },
    },
  )
  if (processes.data?.length === 0) return <Text size="sm">{t('processes.nothing_to_start')}</Text>
  return (
    <Asked query={processes} lines={3}>
      {(open) => (
        <form
          onSubmit={(e) => {
            e.preventDefault()
            start.mutate(undefined)
          }}
        >
          <Stack>
            {start.error && (
              <Alert color="red" role="alert">
                {start.error.message}
              </Alert>
            )}
            {start.data?.enrollment_ids.length === 0 && (
              <Alert color="yellow" role="alert">
                {t('processes.not_let_in')}
              </Alert>
            )}
            <Radio.Group label={t('processes.which')} value={chosen} onChange={choose}>
              <Stack gap="xs" mt="xs">
                {open.map((process) => (
                  <Radio key={process.id} value={String(process.id)} label={process.title} />
                ))}
              </Stack>
            </Radio.Group>
            <Group justify="flex-end">
              <Button type="submit" disabled={!chosen} loading={start.isPending}>
                {t('processes.begin')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Asked>
  )
}
