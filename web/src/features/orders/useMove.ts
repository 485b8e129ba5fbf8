import { notifications } from '@mantine/notifications'
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { ApiError } from '@/api/problem'
import { boardCards, orderKeys } from './queries'
import type { BoardCard, BoardColumns, OrderFilter } from './types'

interface Move {
  card: BoardCard
  stage: number
}
type Pages = InfiniteData<{ items: BoardCard[]; next?: string }, string | undefined>

/**
 * Moves a card at once, and takes it back with a word of why when the API
 * refuses: somebody else may have moved it meanwhile (ORD-11).
 */
export function useMove(data: BoardColumns, filter: OrderFilter): (card: BoardCard, stage: number) => void {
  const { t } = useTranslation('orders')
  const queries = useQueryClient()
  const key = (stage: number) => boardCards(data.board.id, stage, filter).queryKey
  const put = (stage: number, change: (cards: BoardCard[]) => BoardCard[]) =>
    queries.setQueryData<Pages>(
      key(stage),
      (now) =>
        now && {
          ...now,
          pages: now.pages.map((page, i) =>
            i === 0 ? { ...page, items: change(page.items) } : { ...page, items: page.items },
          ),
        },
    )
  const drop = (stage: number, id: number) =>
    queries.setQueryData<Pages>(
      key(stage),
      (now) =>
        now && { ...now, pages: now.pages.map((page) => ({ ...page, items: page.items.filter((c) => c.id !== id) })) },
    )
  const relocate = ({ card, stage }: Move, from: number) => {
    drop(from, card.id)
    put(stage, (cards) => [{ ...card, stage_id: stage }, ...cards])
  }
  const move = useMutation({
    mutationFn: ({ card, stage }: Move) =>
      value(
        client.POST('/api/v1/orders/{id}/stage', {
          params: { path: { id: card.id }, header: { 'If-Match': `"${card.version}"` } },
          body: { stage_id: stage },
        }),
      ),
    onMutate: (wish) => relocate(wish, wish.card.stage_id),
    onError: (error, { card, stage }) => {
      relocate({ card, stage: card.stage_id }, stage)
      notifications.show({
        color: 'orange',
        autoClose: 10_000,
        title: t('move.failed', { number: card.number }),
        message: whyNot(error),
      })
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: [...orderKeys.board, data.board.id] }),
  })
  return (card, stage) => move.mutate({ card, stage })
}

/** The API's own words: they name who changed the order meanwhile. */
function whyNot(error: Error): string {
  return error instanceof ApiError ? error.message : String(error)
}
