import { Button, Group, Timeline as Line, SegmentedControl, Stack, Text } from '@mantine/core'
import {
  IconArrowsExchange,
  IconBolt,
  IconCash,
  IconChecklist,
  IconClock,
  IconLayoutBoard,
  IconMail,
  IconMessage,
  IconPlus,
  type IconProps,
  IconTag,
  IconUser,
} from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ComponentType, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, type Schemas, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { EnrollmentLink } from '@/features/processes/EnrollmentLink'
import classes from '@/ui/History.module.css'
import { Leaving } from '@/ui/Leaving'
import { LongText } from '@/ui/LongText'
import { AnchorLink } from '@/ui/links'
import { Panel } from '@/ui/Panel'
import { Failure } from '@/ui/states'
import { useWhere, When } from '@/ui/values'
import { entryInWords, type Names } from './history-words'
import { withLinks } from './links'
import { useNames } from './names'
import { type Card, goesFurther, orderHistory, useChange } from './queries'
import { together } from './together'

type Entry = Schemas['HistoryEntry']

/** History and comments as one line, the newest first (ORD-7, ORD-8). */
export function Timeline({ card }: { card: Card }) {
  const { t } = useTranslation('order')
  const [shown, show] = useState('all')
  const names = useNames(card)
  const history = useHistory(card)
  const entries = history.entries.filter((e) => shown === 'all' || e.kind === 'comment')
  return (
    <Panel
      title={t('history.title')}
      actions={
        <SegmentedControl
          size="xs"
          value={shown}
          onChange={show}
          aria-label={t('history.which')}
          data={[
            { value: 'all', label: t('history.all') },
            { value: 'comments', label: t('history.comments') },
          ]}
        />
      }
    >
      {card.may.edit.allowed && <CommentForm card={card} />}
      {entries.length === 0 && !history.earlier && (
        <Text size="sm" c="dimmed">
          {t('history.none')}
        </Text>
      )}
      {entries.length > 0 && (
        <Line bulletSize={24} lineWidth={1} active={-1}>
          {entries.map((entry) => (
            <EntryLine key={entry.id} entry={entry} names={names} letter={letterOf(entry, card)} />
          ))}
        </Line>
      )}
      {history.error && <Failure error={history.error} />}
      {history.earlier && (
        <Button size="xs" variant="default" mt="md" loading={history.busy} onClick={history.earlier}>
          {t('history.earlier')}
        </Button>
      )}
    </Panel>
  )
}

/** What is known of the history, the newest first; earlier asks for more of it, as long as there is more. */
function useHistory(card: Card) {
  const [wanted, want] = useState<number>() // the order whose earlier entries are wanted
  const pages = useInfiniteQuery({ ...orderHistory(card.id), enabled: wanted === card.id })
  const asked = wanted === card.id ? pages.data : undefined
  const more = asked ? pages.hasNextPage : goesFurther(card)
  const earlier = () => {
    if (wanted !== card.id) want(card.id)
    else if (asked) void pages.fetchNextPage()
    else void pages.refetch()
  }
  return {
    entries: together(card.history, asked?.pages.flatMap((page) => page.items) ?? []),
    earlier: more ? earlier : undefined,
    busy: wanted === card.id && (asked ? pages.isFetchingNextPage : pages.isFetching),
    error: wanted === card.id ? pages.error : null,
  }
}

const icons: Record<string, ComponentType<IconProps>> = {
  created: IconPlus,
  status_changed: IconArrowsExchange,
  stage_moved: IconLayoutBoard,
  items_changed: IconChecklist,
  comment: IconMessage,
  letter: IconMail,
  tag_added: IconTag,
  tag_removed: IconTag,
  manager_changed: IconUser,
  deadline_changed: IconClock,
  completion_date_changed: IconClock,
}

function iconOf(kind: string): ComponentType<IconProps> {
  return icons[kind] ?? (kind.startsWith('automation_') ? IconBolt : IconCash)
}

/** The letter that an entry tells of: by its cause, which older kinds of entry leave to be guessed. */
function letterOf(entry: Entry, card: Card): number | undefined {
  if (entry.kind !== 'letter') return undefined
  const { cause, payment, template } = entry.data as { cause?: string; payment?: number; template?: string }
  const wanted = cause ?? (payment ? `payment:${payment}:${template}` : `order:${card.id}:${template}`)
  return card.letters.find((l) => l.cause === wanted)?.id
}

function EntryLine({ entry, names, letter }: { entry: Entry; names: Names; letter: number | undefined }) {
  const { t } = useTranslation('order')
  const where = useWhere()
  const Icon = iconOf(entry.kind)
  return (
    <Line.Item
      className={classes.item ?? ''}
      bullet={<Icon size={13} aria-hidden />}
      title={<Text size="sm">{entryInWords(entry, names, t, where)}</Text>}
    >
      {entry.comment && (
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {withLinks(entry.comment)}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        <AuthorName entry={entry} names={names} /> · <When at={entry.at} />
        {letter !== undefined && (
          <>
            {' · '}
            <AnchorLink to="/letters/$id" underline="always" params={{ id: String(letter) }} size="xs">
              {t('history.open_letter')}
            </AnchorLink>
          </>
        )}
      </Text>
    </Line.Item>
  )
}

/** Who did it; of a process the link leads to the enrollment, which tells why (ORD-7). */
function AuthorName({ entry: { actor }, names }: { entry: Entry; names: Names }) {
  const name = names.author(actor)
  return actor.enrollment_id === null ? name : <EnrollmentLink id={actor.enrollment_id}>{name}</EnrollmentLink>
}

function CommentForm({ card }: { card: Card }) {
  const { t } = useTranslation('order')
  const attempt = useAttempt()
  const [text, setText] = useState('')
  const write = useChange(
    card.id,
    () => {
      const body = { text }
      return value(
        client.POST('/api/v1/orders/{id}/comments', {
          params: { path: { id: card.id } },
          body,
          headers: { 'Idempotency-Key': attempt.keyFor(body) },
        }),
      )
    },
    {
      quiet: true,
      done: () => {
        attempt.done()
        setText('')
      },
    },
  )
  const send = () => text.trim() && write.mutate(undefined)
  return (
    <Stack gap={6} mb="md">
      <LongText
        aria-label={t('history.write')}
        placeholder={t('history.write')}
        rows={1}
        maxLength={4000}
        value={text}
        error={faultsByField(write.error).text ?? write.error?.message}
        onChange={setText}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) send()
        }}
      />
      {text.trim() && (
        <Group justify="flex-end">
          <Text size="xs" c="dimmed">
            {t('history.for_ever')}
          </Text>
          <Button size="xs" loading={write.isPending} onClick={send}>
            {t('history.send')}
          </Button>
        </Group>
      )}
      <Leaving when={text.trim() !== '' && !write.isPending} />
    </Stack>
  )
}
