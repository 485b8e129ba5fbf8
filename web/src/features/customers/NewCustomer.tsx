import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { EmailTaken } from './EmailTaken'
import { customerKeys } from './queries'

/** Adds somebody to the base, and opens their profile. */
export function NewCustomer({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation('customers')
  return (
    <Modal opened={opened} onClose={close} title={t('newcomer.title')} centered>
      <Form close={close} />
    </Modal>
  )
}

function Form({ close }: { close: () => void }) {
  const { t } = useTranslation(['customers', 'common'])
  const [person, setPerson] = useState({ email: '', name: '', phone: '' })
  const attempt = useAttempt()
  const queries = useQueryClient()
  const go = useNavigate()
  const create = useMutation({
    mutationFn: () =>
      value(client.POST('/api/v1/customers', { body: person, headers: { 'Idempotency-Key': attempt.keyFor(person) } })),
    onSuccess: ({ id }) => {
      attempt.done()
      void queries.invalidateQueries({ queryKey: customerKeys.all })
      void go({ to: '/customers/$id', params: { id: String(id) } })
    },
  })
  const faults = faultsByField(create.error)
  const field = (name: keyof typeof person) => ({
    value: person[name],
    error: faults[name],
    onChange: (e: { currentTarget: { value: string } }) => setPerson({ ...person, [name]: e.currentTarget.value }),
  })
  return (
    <form
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        create.mutate()
      }}
    >
      <Stack>
        {create.error && Object.keys(faults).length === 0 && (
          <Alert color="red" role="alert">
            {create.error.message}
          </Alert>
        )}
        <TextInput
          label={t('email')}
          type="email"
          required
          data-autofocus
          {...field('email')}
          error={faults.email && <EmailTaken error={create.error} fault={faults.email} />}
        />
        <TextInput label={t('name')} {...field('name')} />
        <TextInput label={t('phone')} type="tel" {...field('phone')} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('add_to_base')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
