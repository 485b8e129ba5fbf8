import { Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { notifyFault } from '@/ui/notify'
import { type Process, processKeys } from './queries'

/** Stops a process after it was said how many enrollments end with it. */
export function useStop(): (process: Process) => void {
  const { t } = useTranslation(['processes', 'common'])
  const queries = useQueryClient()
  const stop = useMutation({
    mutationFn: ({ id, version }: Process) =>
      value(
        client.POST('/api/v1/processes/{id}/stop', {
          params: { path: { id }, header: { 'If-Match': `"${version}"` } },
        }),
      ),
    onSuccess: ({ title }) => notifications.show({ message: t('stop.done', { title }) }),
    onError: notifyFault,
    onSettled: (_, __, { id }) => {
      void queries.invalidateQueries({ queryKey: processKeys.list })
      void queries.invalidateQueries({ queryKey: processKeys.one(id) })
    },
  })
  return (process) => {
    const inside = process.enrollments.active + process.enrollments.failed
    modals.openConfirmModal({
      title: t('stop.title', { title: process.title }),
      children: (
        <Stack gap="xs">
          <Text size="sm">{inside > 0 ? t('stop.ends', { count: inside }) : t('stop.nobody')}</Text>
          <Text size="sm" c="dimmed">
            {t('stop.again')}
          </Text>
        </Stack>
      ),
      labels: { confirm: t('stop.do'), cancel: t('common:action.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => stop.mutate(process),
    })
  }
}
