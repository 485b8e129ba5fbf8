import { Timeline as Line, Text } from '@mantine/core'
import { IconCash, IconForbid, IconPlus, type IconProps, IconTag, IconUser } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '@/api/client'
import { useAuthors } from '@/features/order/authors'
import { money } from '@/format/money'
import classes from '@/ui/History.module.css'
import { Panel } from '@/ui/Panel'
import { When } from '@/ui/values'
import { Newest } from './OrdersPanel'
import type { Profile } from './queries'

const icons: Record<string, ComponentType<IconProps>> = {
  created: IconPlus,
  tag_added: IconTag,
  tag_removed: IconTag,
  deposit: IconCash,
  overpayment: IconCash,
  consent_revoked: IconForbid,
}

/** Who changed what about the customer, the newest first. */
export function CustomerHistory({ profile }: { profile: Profile }) {
  const { t, i18n } = useTranslation('customers')
  const author = useAuthors()
  return (
    <Panel title={t('history.title')}>
      <Line bulletSize={24} lineWidth={1} active={-1}>
        {profile.history.map((entry) => {
          const Icon = icons[entry.kind] ?? IconUser
          return (
            <Line.Item
              key={entry.id}
              className={classes.item ?? ''}
              bullet={<Icon size={13} aria-hidden />}
              title={<Text size="sm">{inWords(entry, t, i18n.language)}</Text>}
            >
              <Text size="xs" c="dimmed">
                {author(entry.actor)} · <When at={entry.at} />
              </Text>
            </Line.Item>
          )
        })}
      </Line>
      <Newest count={profile.history.length} />
    </Panel>
  )
}

/** What happened, in one sentence. */
export function inWords(entry: Schemas['HistoryEntry'], t: TFunction<'customers'>, language: string): string {
  const d = (entry.data ?? {}) as Record<string, unknown>
  const sum = () => money(Number(d.amount), String(d.currency ?? 'RUB'), language)
  const fields = () => {
    const names = (Array.isArray(d.fields) ? d.fields : []).map((f) => t(`history.field.${f as 'name'}`))
    return new Intl.ListFormat(language).format(names)
  }
  switch (entry.kind) {
    case 'created':
      return t('history.created')
    case 'email_changed':
    case 'contacts_changed':
      return t('history.changed', { fields: fields() })
    case 'tag_added':
      return t('history.tag', { tag: d.tag })
    case 'tag_removed':
      return t('history.untag', { tag: d.tag })
    case 'deposit':
      return t('history.deposit', { what: t(`deposit.kind.${d.kind as 'top_up'}`), sum: sum() })
    case 'consent_revoked':
      return t('history.consent', { what: t(`consents.kind.${d.kind as 'data'}`) })
    case 'overpayment':
      return t('history.over', { sum: sum() })
    default:
      return entry.kind
  }
}
