import { notifications } from '@mantine/notifications'
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
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
 * refuses: somebody else may have moved it meanwhile (ORD-11). outcome is for a
 * live region: what became of the last move.
 */
export function useMove(data: BoardColumns, filter: OrderFilter) {
  const { t } = useTranslation('orders')
  const queries = useQueryClient()
  const [outcome, tell] = useState('')
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
    onMutate: (wish) => {
      tell('')
      relocate(wish, wish.card.stage_id)
    },
    onSuccess: (_, { stage }) => tell(t('drag.end', { stage: titleOf(data, stage) })),
    onError: (error, { card, stage }) => {
      tell(t('drag.refused'))
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
  return { outcome, move: (card: BoardCard, stage: number) => move.mutate({ card, stage }) }
}

/** What a stage of the board is called. */
export function titleOf({ columns }: BoardColumns, stage: unknown): string {
  return columns.find((c) => c.stage.id === stage)?.stage.title ?? ''
}

/** The API's own words: they name who changed the order meanwhile. */
function whyNot(error: Error): string {
  return error instanceof ApiError ? error.message : String(error)
}
