import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '@/api/client'
import { useColleagues } from '@/features/order/queries'
import { When } from '@/ui/values'
import type { Drafts, Language } from './draft'
import type { Overtaken } from './useSaving'

interface Props {
  conflict: Overtaken
  mine: Drafts
  settle: (language: Language, theirs: Schemas['LetterTemplate'], take: boolean) => void
}

/** Somebody saved first: who, what they changed, and whose words shall stand. */
export function Conflict({ conflict: { language, theirs }, mine, settle }: Props) {
  const { t } = useTranslation('letters')
  const people = new Map(useColleagues().map((p) => [p.id, p.name]))
  const differ = (['title', 'kind', 'subject', 'html', 'text'] as const).filter((p) => mine[language][p] !== theirs[p])
  return (
    <Alert color="orange" role="alert" icon={<IconUsers />} title={t('conflict.title')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {t('conflict.who', {
            name: theirs.created_by === null ? '—' : (people.get(theirs.created_by) ?? `#${theirs.created_by}`),
            language: t(`language.${language}`),
          })}{' '}
          <When at={theirs.created_at} />. {t('conflict.differ')}{' '}
          {differ.map((p) => t(`conflict.part.${p}`)).join(', ')}.
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => settle(language, theirs, true)}>
            {t('conflict.theirs')}
          </Button>
          <Button size="xs" color="orange" onClick={() => settle(language, theirs, false)}>
            {t('conflict.mine')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
