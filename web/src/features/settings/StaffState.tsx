import { Badge, Checkbox, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '@/api/client'
import { When } from '@/ui/values'

/** Whether a person works here and can log in. */
export function StaffState({ person }: { person: Schemas['Staff'] }) {
  const { t } = useTranslation('settings')
  const { invitation } = person
  const mark = (state: 'left' | 'works' | 'invited' | 'no_password', color: string) => (
    <Badge variant="light" color={color} tt="none">
      {t(`staff.is.${state}`)}
    </Badge>
  )
  if (!person.active) return mark('left', 'gray')
  if (person.has_password) return mark('works', 'green')
  if (!invitation) return mark('no_password', 'orange')
  return (
    <Group gap={6}>
      {mark('invited', 'blue')}
      <Text size="xs" c={invitation.letter === 'failed' ? 'red' : 'dimmed'}>
        {invitation.letter === 'failed' ? (
          t('staff.letter_failed')
        ) : (
          <>
            {t('staff.until')} <When at={invitation.expires_at} />
          </>
        )}
      </Text>
    </Group>
  )
}

export function ShowLeft({ shown, show }: { shown: boolean; show: (left: boolean) => void }) {
  const { t } = useTranslation('settings')
  return (
    <Checkbox
      mt="md"
      size="sm"
      label={t('staff.show_left')}
      checked={shown}
      onChange={(e) => show(e.currentTarget.checked)}
    />
  )
}
