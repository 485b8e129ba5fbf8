import { Anchor, Avatar, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AnchorLink } from '@/ui/links'
import { Panel } from '@/ui/Panel'
import type { Card } from './queries'

/** Who ordered. */
export function CustomerPanel({ card: { customer } }: { card: Card }) {
  const { t } = useTranslation('order')
  return (
    <Panel title={t('customer')}>
      <Group wrap="nowrap" align="flex-start">
        <Avatar name={customer.name || customer.email} color="initials" aria-hidden />
        <div style={{ minWidth: 0 }}>
          <AnchorLink
            to="/customers/$id"
            params={{ id: String(customer.id) }}
            fw={550}
            display="block"
            className="clipped"
          >
            {customer.name || customer.email}
          </AnchorLink>
          <Text size="sm" className="clipped">
            <Anchor href={`mailto:${customer.email}`} inherit>
              {customer.email}
            </Anchor>
          </Text>
          {customer.phone && (
            <Text size="sm">
              <Anchor href={`tel:${customer.phone.replace(/[^+\d]/g, '')}`} inherit>
                {customer.phone}
              </Anchor>
            </Text>
          )}
          <AnchorLink to="/orders" search={{ customer: customer.id }} size="sm">
            {t('all_orders')}
          </AnchorLink>
        </div>
      </Group>
    </Panel>
  )
}
