import { Button, Checkbox, Group, Menu, Modal, Select, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { LongText } from '@/ui/LongText'
import { MayItem } from '@/ui/may'
import { type Status, StatusBadge } from '@/ui/values'
import type { Part } from './OrderPage'
import { useChange, useReasons } from './queries'
import { Refused } from './Refused'

type Option = Schemas['StatusOption']

/** The status, and the statuses that the order can get; why it cannot get the others is said there. */
export function StatusControl({ card, etag }: Part) {
  const { t } = useTranslation(['order', 'common'])
  const [wanted, want] = useState<Option>()
  const open = card.status_options.filter((o) => o.allowed)
  const closed = card.status_options.filter((o) => !o.allowed && o.code !== 'forbidden')
  if (open.length === 0) return <StatusBadge status={card.status} />
  return (
    <>
      <Menu position="bottom-start" width={280}>
        <Menu.Target>
          <UnstyledButton aria-label={`${t(`common:status.${card.status as Status}`)}: ${t('status.change')}`}>
            <Group gap={4} wrap="nowrap">
              <StatusBadge status={card.status} />
              <IconChevronDown size={14} aria-hidden />
            </Group>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('status.change')}</Menu.Label>
          {open.map((option) => (
            <Menu.Item
              key={option.to}
              onClick={() => want(option)}
              {...(option.to === 'false' ? { color: 'red' } : {})}
            >
              {t(`common:status.${option.to}`)}
            </Menu.Item>
          ))}
          {closed.length > 0 && <Menu.Label>{t('status.not_now')}</Menu.Label>}
          {closed.map((option) => (
            <MayItem key={option.to} may={option}>
              {t(`common:status.${option.to}`)}
            </MayItem>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={wanted !== undefined}
        onClose={() => want(undefined)}
        title={wanted && t('status.to', { status: t(`common:status.${wanted.to}`) })}
        centered
      >
        {wanted && <StatusForm card={card} etag={etag} option={wanted} close={() => want(undefined)} />}
      </Modal>
    </>
  )
}

function StatusForm({ card, etag, option, close }: Part & { option: Option; close: () => void }) {
  const { t } = useTranslation(['order', 'common'])
  const reasons = useReasons()
  const [reason, setReason] = useState<string | null>(null)
  const [comment, setComment] = useState('')
  const [confirmed, confirm] = useState(false)
  const change = useChange(
    card.id,
    (_: undefined, version) =>
      value(
        client.POST('/api/v1/orders/{id}/status', {
          params: { path: { id: card.id }, header: { 'If-Match': version } },
          body: {
            status: option.to,
            ...(reason ? { refusal_reason_id: Number(reason) } : {}),
            ...(comment ? { comment } : {}),
            ...(confirmed ? { confirm: true } : {}),
          },
        }),
      ),
    { quiet: true, done: close, etag },
  )
  const faults = faultsByField(change.error)
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        change.mutate(undefined)
      }}
    >
      <Stack>
        <Refused card={card} error={change.error} />
        {option.to === 'false' && <Text size="sm">{t('status.false_help')}</Text>}
        {option.reason && (
          <Select
            label={t('status.reason')}
            placeholder={t('status.no_reason')}
            data={reasons.filter((r) => !r.archived).map((r) => ({ value: String(r.id), label: r.name }))}
            value={reason}
            onChange={setReason}
            clearable
            error={faults.refusal_reason_id}
          />
        )}
        {option.reason && (
          <LongText
            label={t('status.comment')}
            maxLength={4000}
            value={comment}
            error={faults.comment}
            onChange={setComment}
          />
        )}
        {option.confirm && (
          <Checkbox
            label={t('status.confirm')}
            checked={confirmed}
            required
            onChange={(e) => confirm(e.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('common:action.cancel')}
          </Button>
          <Button
            type="submit"
            loading={change.isPending}
            {...(option.to === 'cancelled' || option.to === 'false' ? { color: 'red' } : {})}
          >
            {t('status.apply')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
