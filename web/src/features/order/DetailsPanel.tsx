import { Anchor, Badge, ColorSwatch, Group, Select, Stack, TagsInput, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { boards } from '@/features/orders/queries'
import { Panel, Row } from '@/ui/Panel'
import { When } from '@/ui/values'
import { DeadlineRow } from './DeadlineRow'
import type { Part } from './OrderPage'
import { type Card, useChange, useColleagues } from './queries'

/** Where the order stands, who looks after it, and how it came about (ORD-1). */
export function DetailsPanel({ card, etag }: Part) {
  const { t } = useTranslation(['order', 'common'])
  const change = card.may.edit.allowed
  return (
    <Panel title={t('details.title')}>
      <Stack gap={8}>
        {change ? <StageChoice card={card} etag={etag} /> : <Row label={t('details.stage')}>{card.stage_title}</Row>}
        {card.may.change_manager.allowed ? (
          <ManagerChoice card={card} etag={etag} />
        ) : (
          <Row label={t('details.manager')}>{card.manager_name ?? '—'}</Row>
        )}
        {change ? <TagsChoice card={card} /> : <Row label={t('details.tags')}>{card.tags.join(', ') || '—'}</Row>}
        <DeadlineRow card={card} etag={etag} />
        <Row label={t('details.created')}>
          <When at={card.created_at} />
        </Row>
        <Row label={t('details.via')}>{t(`via.${card.created_via as 'page'}`, { defaultValue: card.created_via })}</Row>
        {card.sales_page && (
          <Row label={t('details.page')}>
            <Anchor href={card.sales_page.address} target="_blank" rel="noreferrer" size="sm">
              {card.sales_page.title}
            </Anchor>
          </Row>
        )}
        {card.source && <Row label={t('details.source')}>{card.source}</Row>}
        {card.paid_at && (
          <Row label={t('details.paid_at')}>
            <When at={card.paid_at} />
          </Row>
        )}
        {card.completed_at && (
          <Row label={t('details.completed_at')}>
            <When at={card.completed_at} />
          </Row>
        )}
        {card.refusal_reason && (
          <Row label={t('details.reason')}>
            <Badge variant="default" tt="none" fw={500}>
              {card.refusal_reason}
            </Badge>
          </Row>
        )}
        {card.cancel_comment && (
          <Text size="sm" c="dimmed">
            {card.cancel_comment}
          </Text>
        )}
        {card.foreign_number && <Row label={t('details.foreign')}>{card.foreign_number}</Row>}
      </Stack>
    </Panel>
  )
}

function StageChoice({ card, etag }: Part) {
  const { t } = useTranslation('order')
  const list = useQuery(boards).data ?? []
  const move = useChange(card.id, (stage: number) =>
    value(
      client.POST('/api/v1/orders/{id}/stage', {
        params: { path: { id: card.id }, header: { 'If-Match': etag } },
        body: { stage_id: stage },
      }),
    ),
  )
  return (
    <Select
      label={t('details.stage')}
      size="sm"
      allowDeselect={false}
      value={String(card.stage_id)}
      leftSection={<ColorSwatch color={card.stage_color} size={12} withShadow={false} aria-hidden />}
      data={list.map((b) => ({
        group: b.title,
        items: b.stages.map((s) => ({ value: String(s.id), label: s.title })),
      }))}
      onChange={(stage) => stage && Number(stage) !== card.stage_id && move.mutate(Number(stage))}
      disabled={move.isPending}
    />
  )
}

function ManagerChoice({ card, etag }: Part) {
  const { t } = useTranslation('order')
  const people = useColleagues().filter((p) => p.active || p.id === card.manager_id)
  const assign = useChange(card.id, (manager: number | null) =>
    value(
      client.PATCH('/api/v1/orders/{id}', {
        params: { path: { id: card.id }, header: { 'If-Match': etag } },
        body: { manager_id: manager },
      }),
    ),
  )
  return (
    <Select
      label={t('details.manager')}
      size="sm"
      placeholder={t('details.nobody')}
      clearable
      searchable
      value={card.manager_id ? String(card.manager_id) : null}
      data={people.map((p) => ({ value: String(p.id), label: p.name }))}
      onChange={(manager) => assign.mutate(manager ? Number(manager) : null)}
      disabled={assign.isPending}
    />
  )
}

function TagsChoice({ card }: { card: Card }) {
  const { t } = useTranslation('order')
  // What was just chosen stands over the tags that one saw, until others come.
  const [wish, setWish] = useState<{ over: string[]; tags: string[] }>()
  const tags = wish?.over === card.tags ? wish.tags : card.tags
  const change = useChange(card.id, ({ add, remove }: { add: string[]; remove: string[] }) =>
    value(client.POST('/api/v1/orders/{id}/tags', { params: { path: { id: card.id } }, body: { add, remove } })),
  )
  const set = (next: string[]) => {
    setWish({ over: card.tags, tags: next })
    change.mutate(
      { add: next.filter((tag) => !tags.includes(tag)), remove: tags.filter((tag) => !next.includes(tag)) },
      { onError: () => setWish(undefined) },
    )
  }
  return (
    <Group gap={0}>
      <TagsInput
        label={t('details.tags')}
        size="sm"
        value={tags}
        onChange={set}
        placeholder={tags.length === 0 ? t('details.add_tag') : ''}
        maxLength={100}
        w="100%"
      />
    </Group>
  )
}
