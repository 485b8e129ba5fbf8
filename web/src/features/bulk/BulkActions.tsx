import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { notifyFault } from '@/ui/notify'
import { type Bulk, bulkKeys } from './queries'

type Action = Bulk['actions'][number]

/** What the API lets the person do with the operation now. */
export function BulkActions({ op }: { op: Bulk }) {
  const { t } = useTranslation(['bulk', 'common'])
  const [asked, ask] = useState<Action>()
  const steer = useSteer(op)
  const press = (action: Action) => (action === 'cancel' || action === 'approve' ? ask(action) : steer.mutate(action))
  return (
    <>
      {op.actions.map((action) => (
        <Button
          key={action}
          variant={action === 'approve' || action === 'resume' ? 'filled' : 'default'}
          loading={steer.isPending && steer.variables === action}
          onClick={() => press(action)}
        >
          {t(`action.${action}`)}
        </Button>
      ))}
      <Modal opened={asked !== undefined} onClose={() => ask(undefined)} title={asked && t(`action.${asked}`)} centered>
        <Stack>
          <Text size="sm">{asked === 'approve' ? t('approval.sure') : t('cancel_sure')}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => ask(undefined)}>
              {t('common:action.close')}
            </Button>
            <Button
              data-autofocus
              loading={steer.isPending}
              {...(asked === 'cancel' ? { color: 'red' } : {})}
              onClick={() => asked && steer.mutate(asked, { onSettled: () => ask(undefined) })}
            >
              {asked && t(`action.${asked}`)}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

function useSteer(op: Bulk) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (action: Action) => {
      const params = { params: { path: { id: op.id }, header: { 'If-Match': `"${op.version}"` } } }
      switch (action) {
        case 'approve':
          return value(client.POST('/api/v1/bulk-operations/{id}/approve', params))
        case 'pause':
          return value(client.POST('/api/v1/bulk-operations/{id}/pause', params))
        case 'resume':
          return value(client.POST('/api/v1/bulk-operations/{id}/resume', params))
        case 'cancel':
          return value(client.POST('/api/v1/bulk-operations/{id}/cancel', params))
      }
    },
    onError: notifyFault,
    onSettled: () => queries.invalidateQueries({ queryKey: bulkKeys.all }),
  })
}
