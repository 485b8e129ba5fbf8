import { Button, Group, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onAnotherPerson } from '@/api/person'
import { Topmost } from '@/ui/Topmost'
import { beginAnew } from './anew'

/** Says that somebody else has logged in, at another tab; nothing that was typed here becomes theirs (AUTH-2). */
export function AnotherPerson() {
  const { t } = useTranslation('account')
  const [came, setCame] = useState(false)
  useEffect(() => onAnotherPerson(() => setCame(true)), [])
  return (
    <Topmost open={came} title={t('another.title')}>
      <Text size="sm" mb="md">
        {t('another.text')}
      </Text>
      <Group justify="flex-end">
        <Button onClick={beginAnew} data-autofocus>
          {t('another.go')}
        </Button>
      </Group>
    </Topmost>
  )
}
