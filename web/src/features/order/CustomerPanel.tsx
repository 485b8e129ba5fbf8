import { Anchor, Avatar, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AnchorLink } from '@/ui/links'
import { Panel } from '@/ui/Panel'
import type { Card } from './queries'

/** Who ordered. */
export function CustomerPanel({ card: { customer, sales_page: form } }: { card: Card }) {
  const { t } = useTranslation('order')
  const typed = [
    form && form.typed_name !== customer.name && form.typed_name,
    form && form.typed_phone !== customer.phone && form.typed_phone,
  ].filter(Boolean)
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
          {typed.length > 0 && (
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {t('details.typed', { what: typed.join(', ') })}
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
