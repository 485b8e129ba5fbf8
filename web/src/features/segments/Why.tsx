import { Alert, Button, Group, List, NumberInput, Paper, Select, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { Failure, Loading } from '@/ui/states'
import { conditionAt } from './explain'
import { segmentWhy } from './queries'
import { useWords } from './RuleSentence'
import { fieldOf, type Subject } from './registry'
import { type Rule, unfinished } from './rule'
import { phrase, valueText, type Words } from './say'

interface Props {
  object: Subject
  rule: Rule
  id: number | undefined
  ask: (id: number | undefined) => void
}

/** "Why is this one in, or not in" (SEG-3): each condition, what it saw, and whether it holds. */
export function Why({ object, rule, id, ask }: Props) {
  const { t } = useTranslation('segments')
  const [still] = useDebouncedValue(rule, 350)
  const answer = useQuery({
    ...segmentWhy(object, still, id ?? 0),
    enabled: id !== undefined && unfinished(still).length === 0,
  })
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} fz="md">
          {t('why.title')}
        </Title>
        <ObjectChoice object={object} id={id} ask={ask} />
        {id !== undefined && answer.isLoading && <Loading lines={2} />}
        {id !== undefined && answer.error && <Failure error={answer.error} />}
        {id !== undefined && answer.data && <Verdict answer={answer.data} rule={still} object={object} />}
      </Stack>
    </Paper>
  )
}

function Verdict({ answer, rule, object }: { answer: Schemas['SegmentAnswer']; rule: Rule; object: Subject }) {
  const { t } = useTranslation('segments')
  const words = useWords()
  return (
    <>
      <Alert
        p="xs"
        color={answer.matches ? 'green' : 'gray'}
        title={t(answer.matches ? 'why.in' : 'why.out')}
        role="status"
      />
      {words && (
        <List spacing="xs" size="sm" center={false}>
          {answer.explains?.filter(isCondition).map((reason) => (
            <Reason key={reason.path + reason.field} reason={reason} rule={rule} object={object} words={words} />
          ))}
        </List>
      )}
    </>
  )
}

/** What an object belongs to is there; what the rule asks of it follows. */
function isCondition({ field, holds }: Schemas['SegmentReason']): boolean {
  return !field.startsWith('belongs_to ') || !holds
}

interface ReasonProps {
  reason: Schemas['SegmentReason']
  rule: Rule
  object: Subject
  words: Words
}

function Reason({ reason, rule, object, words }: ReasonProps) {
  const { t } = useTranslation('segments')
  const found = conditionAt(rule, reason.path, object, words.registry)
  const said = found ? phrase(found.node, found.object, words) : t('why.false_order')
  return (
    <List.Item
      icon={
        <ThemeIcon size={20} radius="xl" color={reason.holds ? 'green' : 'red'} variant="light">
          {reason.holds ? (
            <IconCheck size={14} aria-label={t('why.holds')} />
          ) : (
            <IconX size={14} aria-label={t('why.fails')} />
          )}
        </ThemeIcon>
      }
    >
      {said}
      <Text size="xs" c="dimmed">
        {t('why.seen', { value: seenText(reason, words) })}
      </Text>
    </List.Item>
  )
}

/** What the condition saw: a value of its field, or how many related objects. */
function seenText({ field: name, seen }: Schemas['SegmentReason'], words: Words): string {
  if (seen === null || seen === undefined) return words.t('why.nothing')
  const field = fieldOf(words.registry, name)
  if (!field) return String(seen)
  const texts = (Array.isArray(seen) ? seen : [seen]).map((one) => valueText(one, field, words))
  return texts.length > 0 ? texts.join(', ') : words.t('why.nothing')
}

/** Chooses an object to ask about: orders and customers by words, others by their id. */
function ObjectChoice({ object, id, ask }: Pick<Props, 'object' | 'id' | 'ask'>) {
  const { t } = useTranslation('segments')
  const [typed, type] = useState<number | string>(id ?? '')
  if (object === 'order' || object === 'customer') return <Found key={object} object={object} id={id} ask={ask} />
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <NumberInput
        label={t('why.id')}
        size="sm"
        hideControls
        allowDecimal={false}
        min={1}
        value={typed}
        onChange={type}
        flex={1}
      />
      <Button variant="default" size="sm" onClick={() => ask(typeof typed === 'number' ? typed : undefined)}>
        {t('why.look')}
      </Button>
    </Group>
  )
}

function Found({ object, id, ask }: { object: 'order' | 'customer' } & Pick<Props, 'id' | 'ask'>) {
  const { t } = useTranslation('segments')
  const [words, setWords] = useState('')
  const [wanted] = useDebouncedValue(words.trim(), 250)
  const found = useQuery({
    queryKey: ['segment-objects', object, wanted],
    queryFn: ({ signal }) => find(object, wanted, signal),
  })
  const options = found.data ?? []
  const chosen = id !== undefined && !options.some((o) => o.value === String(id))
  return (
    <Select
      label={t(`why.find.${object}`)}
      placeholder={t('why.words')}
      size="sm"
      searchable
      clearable
      filter={({ options: all }) => all}
      data={chosen ? [{ value: String(id), label: `№ ${id}` }, ...options] : options}
      value={id === undefined ? null : String(id)}
      onSearchChange={setWords}
      onChange={(v) => ask(v === null ? undefined : Number(v))}
      nothingFoundMessage={found.isSuccess ? t('why.none') : undefined}
    />
  )
}

async function find(object: 'order' | 'customer', search: string, signal: AbortSignal) {
  const query = { limit: 8, ...(search ? { search } : {}) }
  if (object === 'order') {
    const { items } = await value(client.GET('/api/v1/orders', { params: { query }, signal }))
    return items.map((o) => ({ value: String(o.id), label: `${o.number} · ${o.customer.name || o.customer.email}` }))
  }
  const { items } = await value(client.GET('/api/v1/customers', { params: { query }, signal }))
  return items.map((c) => ({ value: String(c.id), label: c.name ? `${c.name} · ${c.email}` : c.email }))
}
