import { Alert, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { AnchorLink } from '@/ui/links'
import { Money } from '@/ui/values'
import type { Card } from './queries'

/** Money of the order that wants a decision (ST-8, ST-9). */
export function DecisionsNotice({ card }: { card: Card }) {
  const { t } = useTranslation('order')
  if (card.decisions.length === 0) return null
  return (
    <Alert color="orange" icon={<IconAlertTriangle />} title={t('decisions.title')}>
      {card.decisions.map((decision) => (
        <Text key={decision.id} size="sm">
          <Money amount={decision.amount} currency={decision.currency} /> —{' '}
          {t(`decisions.reason.${decision.reason as 'late_payment'}`, { defaultValue: decision.reason })}
        </Text>
      ))}
      <AnchorLink to="/money" size="sm" underline="always" c="inherit">
        {t('decisions.open')}
      </AnchorLink>
    </Alert>
  )
}
