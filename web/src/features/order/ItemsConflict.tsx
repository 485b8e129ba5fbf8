import { Alert, Button, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type DraftItem, priceOf } from '@/features/orders/ItemsEditor'
import { useMoney } from '@/ui/values'
import { useAuthors } from './authors'
import type { ItemChange } from './items'
import type { Card } from './queries'

interface Props {
  /** The order as it is now. */
  card: Card
  changes: ItemChange[]
  /** Leaves what was typed here, for what they wrote. */
  giveUp: () => void
}

/** Somebody else changed the items meanwhile: who, what, and what was typed here over the same. */
export function ItemsConflict({ card, changes, giveUp }: Props) {
  const { t } = useTranslation(['order', 'common'])
  const author = useAuthors()
  const last = card.history.findLast((entry) => entry.kind === 'items_changed')
  const inWords = useChangeWords(card.currency)
  return (
    <Alert color="orange" role="alert" title={t('common:error.conflict')}>
      {changes.length === 0 ? (
        <Text size="sm">{t('items.conflict.else')}</Text>
      ) : (
        <Stack gap="xs" align="flex-start">
          <Text size="sm">
            {last ? t('items.conflict.who', { name: author(last.actor) }) : t('items.conflict.somebody')}
          </Text>
          <Stack component="ul" gap={2} m={0} pl="md">
            {changes.map((change) => (
              <Text key={change.before?.id ?? change.after?.id} component="li" size="sm">
                {inWords(change)}
              </Text>
            ))}
          </Stack>
          <Text size="sm">{t('items.conflict.both')}</Text>
          <Button size="xs" variant="default" onClick={giveUp}>
            {t('common:edit.yield')}
          </Button>
        </Stack>
      )}
    </Alert>
  )
}

function useChangeWords(currency: string) {
  const { t } = useTranslation('order')
  const money = useMoney()
  const terms = (quantity: number, price: number) => `${quantity} × ${money(price, currency)}`
  const typed = (draft: DraftItem) => terms(draft.quantity, priceOf(draft) ?? draft.offer?.price ?? 0)
  return ({ title, before, after, mine }: ItemChange): string => {
    const [was, is] = [before, after].map((item) => item && terms(item.quantity, item.price))
    const said = !is
      ? t('items.conflict.removed', { title })
      : was
        ? t('items.conflict.changed', { title, before: was, after: is })
        : t('items.conflict.added', { title, after: is })
    if (mine === undefined) return said
    return `${said}. ${mine ? t('items.conflict.mine', { mine: typed(mine) }) : t('items.conflict.mine_removed')}`
  }
}
