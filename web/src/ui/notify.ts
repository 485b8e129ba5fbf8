import { notifications } from '@mantine/notifications'
import { ApiError } from '@/api/problem'
import { i18n } from '@/i18n'

/** Says in a corner that something was not done, and why. */
export function notifyFault(error: unknown) {
  const conflict = error instanceof ApiError && (error.stale || error.status === 409)
  notifications.show({
    color: conflict ? 'orange' : 'red',
    autoClose: 12_000,
    title: i18n.t(conflict ? 'common:error.conflict' : 'common:error.title'),
    message: error instanceof Error ? error.message : String(error),
  })
}
