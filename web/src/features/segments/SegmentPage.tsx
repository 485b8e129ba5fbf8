import { Alert, Button, Grid, Group, Modal, Paper, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, value } from '@/api/client'
import { ApiError, faultsByField } from '@/api/problem'
import { useCan } from '@/app/session'
import { Asked } from '@/ui/Asked'
import { Leaving } from '@/ui/Leaving'
import { ButtonLink } from '@/ui/links'
import { Failure, PageHead } from '@/ui/states'
import { ruleFaults, unfinishedFaults } from './faults'
import { Preview, usePreview } from './Preview'
import { oneSegment, type Segment, segmentKeys } from './queries'
import { RuleBuilder } from './RuleBuilder'
import { RuleSentence } from './RuleSentence'
import { type Subject, subjects } from './registry'
import { asking } from './routes'
import { everything, type Rule } from './rule'

/** A selection that does not exist yet. */
export function NewSegmentPage() {
  const search = useSearch({ from: '/inside/segments/new' })
  const { object = 'order' } = search
  const go = useNavigate({ from: '/segments/new' })
  const blank = { id: 0, title: '', object, rule: everything, version: 0, created_at: '', updated_at: '' }
  return (
    <Editor
      key={object}
      segment={blank}
      etag=""
      choose={(o) => void go({ search: { object: o }, replace: true })}
      why={search.why}
      ask={(id) => void go({ search: asking(search, id), replace: true })}
    />
  )
}

/** A saved selection. */
export function SegmentPage() {
  const id = Number(useParams({ from: '/inside/segments/$id' }).id)
  const search = useSearch({ from: '/inside/segments/$id' })
  const go = useNavigate({ from: '/segments/$id' })
  const segment = useQuery(oneSegment(id))
  return (
    <Asked query={segment}>
      {({ value, etag }) => (
        <Editor
          key={id}
          segment={value}
          etag={etag}
          why={search.why}
          ask={(other) => void go({ search: asking(search, other), replace: true })}
        />
      )}
    </Asked>
  )
}

interface Props {
  segment: Segment
  etag: string
  choose?: (object: Subject) => void
  why: number | undefined
  ask: (id: number | undefined) => void
}

function Editor({ segment, etag, choose, why, ask }: Props) {
  const { t } = useTranslation(['segments', 'common'])
  const [title, setTitle] = useState(segment.title)
  const [rule, setRule] = useState(segment.rule as Rule)
  const [lacking, setLacking] = useState<Record<string, string>>({})
  const preview = usePreview(segment.object, rule)
  const save = useSave(segment, etag)
  const [kept, keep] = useState({ title, rule })
  const touched = title !== kept.title || JSON.stringify(rule) !== JSON.stringify(kept.rule)
  const writes = useCan()('segment.write')
  const faults = faultsByField(save.error)
  const submit = () => {
    const lacks = unfinishedFaults(rule)
    setLacking(lacks)
    if (Object.keys(lacks).length === 0) save.mutate({ title, rule }, { onSuccess: () => keep({ title, rule }) })
  }
  return (
    <>
      <PageHead title={segment.id ? segment.title : t('new')}>
        {segment.id > 0 && <Use segment={segment} />}
        {segment.id > 0 && writes && <Drop segment={segment} etag={etag} />}
        {writes && (
          <Button type="submit" form="segment" loading={save.isPending}>
            {t('common:action.save')}
          </Button>
        )}
      </PageHead>
      {save.error && Object.keys(faults).length === 0 && <Failure error={save.error} />}
      <Grid>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Paper
            withBorder
            p="md"
            component="form"
            id="segment"
            onSubmit={(e) => {
              e.preventDefault()
              submit()
            }}
          >
            <Stack>
              {choose && <SubjectChoice object={segment.object} choose={choose} />}
              <TextInput
                label={t('name')}
                value={title}
                maxLength={200}
                required
                readOnly={!writes}
                error={faults.title}
                onChange={(e) => setTitle(e.currentTarget.value)}
              />
              <RuleBuilder
                subject={segment.object}
                value={rule}
                onChange={setRule}
                faults={{ ...ruleFaults(preview.error, 'rule'), ...ruleFaults(save.error, 'rule'), ...lacking }}
              />
              <Text size="sm" c="dimmed" aria-live="polite">
                <RuleSentence subject={segment.object} rule={rule} />
              </Text>
            </Stack>
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Preview object={segment.object} rule={rule} preview={preview} why={why} ask={ask} />
        </Grid.Col>
      </Grid>
      <Leaving when={touched && !save.isPending} />
    </>
  )
}

function SubjectChoice({ object, choose }: { object: Subject; choose: (object: Subject) => void }) {
  const { t } = useTranslation('segments')
  return (
    <SegmentedControl
      aria-label={t('about')}
      value={object}
      onChange={(o) => choose(o as Subject)}
      data={subjects.map((s) => ({ value: s, label: t(`subject.${s}`) }))}
      style={{ alignSelf: 'flex-start', maxWidth: '100%', overflowX: 'auto' }}
    />
  )
}

function useSave(segment: Segment, etag: string) {
  const queries = useQueryClient()
  const attempt = useAttempt()
  const go = useNavigate()
  const seen = useRef(etag) // what another saves meanwhile is read by itself, but is a conflict first
  return useMutation({
    mutationFn: (body: { title: string; rule: Rule }) => {
      if (segment.id > 0) {
        const params = { path: { id: segment.id }, header: { 'If-Match': seen.current } }
        return value(client.PATCH('/api/v1/segments/{id}', { params, body }))
      }
      const whole = { ...body, object: segment.object }
      return value(
        client.POST('/api/v1/segments', { body: whole, headers: { 'Idempotency-Key': attempt.keyFor(whole) } }),
      )
    },
    onSuccess: async (saved) => {
      attempt.done()
      seen.current = `"${saved.version}"`
      await queries.invalidateQueries({ queryKey: segmentKeys.all })
      await go({ to: '/segments/$id', params: { id: String(saved.id) } })
    },
    onError: (error) => {
      if (!(error instanceof ApiError && error.stale)) return
      seen.current = error.present ?? seen.current
      void queries.invalidateQueries({ queryKey: segmentKeys.all })
    },
  })
}

/** What one can do with the objects of a segment. */
function Use({ segment }: { segment: Segment }) {
  const { t } = useTranslation('segments')
  const can = useCan()
  if (!can('bulk.read') || (segment.object !== 'order' && segment.object !== 'customer')) return null
  const kind = segment.object === 'order' ? ('change_status' as const) : ('create_orders' as const)
  if (!can(kind === 'change_status' ? 'bulk.change_status' : 'order.write')) return null
  return (
    <ButtonLink variant="default" to="/bulk/new" search={{ kind, segment: segment.id }}>
      {t(`use.${kind}`)}
    </ButtonLink>
  )
}

function Drop({ segment, etag }: { segment: Segment; etag: string }) {
  const { t } = useTranslation(['segments', 'common'])
  const [asked, ask] = useState(false)
  const queries = useQueryClient()
  const go = useNavigate()
  const drop = useMutation({
    mutationFn: () =>
      value(
        client.DELETE('/api/v1/segments/{id}', {
          params: { path: { id: segment.id }, header: { 'If-Match': etag } },
        }),
      ),
    onSuccess: async () => {
      await go({ to: '/segments' })
      await queries.invalidateQueries({ queryKey: segmentKeys.all })
    },
  })
  return (
    <>
      <Button variant="subtle" color="red" onClick={() => ask(true)}>
        {t('common:action.delete')}
      </Button>
      <Modal opened={asked} onClose={() => ask(false)} title={t('drop.title', { title: segment.title })} centered>
        <Stack>
          <Text size="sm">{t('drop.text')}</Text>
          {drop.error && (
            <Alert color="orange" role="alert">
              {drop.error.message}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => ask(false)} data-autofocus>
              {t('common:action.cancel')}
            </Button>
            <Button color="red" loading={drop.isPending} onClick={() => drop.mutate()}>
              {t('common:action.delete')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
