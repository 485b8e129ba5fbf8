import { Badge, Group, TagsInput, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { useCan } from '@/app/session'
import { Panel } from '@/ui/Panel'
import { type Profile, useCustomerChange } from './queries'

/** The customer's tags; a change is kept at once. */
export function TagsPanel({ profile }: { profile: Profile }) {
  const { t } = useTranslation('customers')
  const can = useCan()
  return (
    <Panel title={t('tags')}>
      {can('customer.write') ? <Editor profile={profile} /> : <Shown profile={profile} />}
    </Panel>
  )
}

function Shown({ profile }: { profile: Profile }) {
  const { t } = useTranslation('customers')
  if (profile.tags.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('no_tags')}
      </Text>
    )
  return (
    <Group gap={6}>
      {profile.tags.map((tag) => (
        <Badge key={tag} variant="default" tt="none" fw={450}>
          {tag}
        </Badge>
      ))}
    </Group>
  )
}

function Editor({ profile }: { profile: Profile }) {
  const { t } = useTranslation('customers')
  const [waiting, wait] = useState<string[]>()
  const tags = waiting ?? profile.tags
  const change = useCustomerChange(profile.id, (body: { add: string[]; remove: string[] }) =>
    value(client.POST('/api/v1/customers/{id}/tags', { params: { path: { id: profile.id } }, body })),
  )
  const set = (next: string[]) => {
    wait(next)
    change.mutate(
      { add: next.filter((tag) => !tags.includes(tag)), remove: tags.filter((tag) => !next.includes(tag)) },
      { onSettled: () => wait(undefined) },
    )
  }
  return (
    <TagsInput
      aria-label={t('tags')}
      size="sm"
      value={tags}
      onChange={set}
      placeholder={tags.length === 0 ? t('add_tag') : ''}
      maxLength={100}
    />
  )
}
