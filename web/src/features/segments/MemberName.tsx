import { Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AnchorLink } from '@/ui/links'
import { Money, StatusBadge } from '@/ui/values'
import type { Member } from './queries'

/** An object as people know it, as a link to where more of it stands. */
export function MemberName({ member, object }: { member: Member; object: string }) {
  const { t } = useTranslation('segments')
  return (
    <Group gap={6} wrap="nowrap" miw={0} fz="sm" flex={1}>
      {member.number && member.order_id ? (
        <AnchorLink
          to="/orders/$id"
          params={{ id: String(member.order_id) }}
          inherit
          className="numbers"
          style={{ flexShrink: 0 }}
        >
          {t('order', { number: member.number })}
        </AnchorLink>
      ) : null}
      <Text inherit className="clipped">
        {member.title ? `${member.title} · ${member.customer}` : member.customer}
      </Text>
      {object === 'payment' && member.amount !== undefined && member.currency && (
        <Text inherit c="dimmed" className="numbers" style={{ flexShrink: 0 }}>
          <Money amount={member.amount} currency={member.currency} />
        </Text>
      )}
      {object === 'order' && member.status && (
        <span style={{ flexShrink: 0, marginLeft: 'auto' }}>
          <StatusBadge status={member.status} />
        </span>
      )}
    </Group>
  )
}
