import { Alert, Select, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { ApiError } from '@/api/problem'
import { useRival } from '@/app/rival'
import { useCan } from '@/app/session'
import { orderKeys } from '@/features/orders/queries'
import { Asked } from '@/ui/Asked'
import { EditForm } from '@/ui/EditForm'
import { type Read, useEdit, useNew } from '@/ui/edit'
import { AnchorLink } from '@/ui/links'
import { PageHead } from '@/ui/states'
import { BoardFields } from './BoardFields'
import { asForm, type Board, type BoardForm, newStage, type StageDraft, stageSpecs } from './board-form'
import { board, settingKeys } from './queries'
import { Sheet } from './SettingsPage'

/** One board with its stages, or a new one at /new. */
export function BoardPage() {
  const { t } = useTranslation('settings')
  const { id } = useParams({ from: '/inside/settings/boards/$id' })
  return (
    <>
      <AnchorLink to="/settings/boards" size="sm" c="dimmed">
        ← {t('section.boards')}
      </AnchorLink>
      {id === 'new' ? <Fresh /> : <Known key={id} id={Number(id)} />}
    </>
  )
}

function Fresh() {
  const { t } = useTranslation('settings')
  const go = useNavigate()
  const [first] = useState(() => newStage([]))
  const edit = useNew<BoardForm, Board>({
    blank: { title: '', default: false, stages: [first] },
    create: ({ title, default: main, stages }, key) =>
      value(
        client.POST('/api/v1/boards', {
          body: { title, default: main, stages: stageSpecs(stages) },
          headers: { 'Idempotency-Key': key },
        }),
      ),
    affects: [settingKeys.boards],
    done: ({ id }) => void go({ to: '/settings/boards/$id', params: { id: String(id) }, replace: true }),
  })
  return (
    <>
      <PageHead title={t('board.new')} />
      <Sheet>
        <EditForm edit={edit} names={{}} fresh>
          <BoardFields edit={edit} />
        </EditForm>
      </Sheet>
    </>
  )
}

function Known({ id }: { id: number }) {
  const found = useQuery(board(id))
  return (
    <Asked query={found} lines={6}>
      {(now) => <Form id={id} now={now} again={found.refetch} />}
    </Asked>
  )
}

function Form({ id, now, again }: { id: number; now: Read<Board>; again: () => Promise<unknown> }) {
  const { t } = useTranslation('settings')
  const can = useCan()
  const [moves, setMoves] = useState<Record<number, number>>({})
  const edit = useEdit<Board, BoardForm>({
    now,
    form: asForm,
    save: ({ stages, ...changed }, etag) =>
      value(
        client.PATCH('/api/v1/boards/{id}', {
          params: { path: { id }, header: { 'If-Match': etag } },
          body: {
            ...changed,
            ...(stages ? { stages: stageSpecs(stages), moves: asMoves(moves, stages) } : {}),
          },
        }),
      ),
    again,
    affects: [settingKeys.boards, orderKeys.board],
    done: () => setMoves({}),
  })
  const rival = useRival('board', id, edit.conflict !== undefined)
  return (
    <>
      <PageHead title={now.value.title} />
      <Sheet>
        <EditForm
          edit={edit}
          locked={!can('catalog.write')}
          rival={rival}
          names={{ title: t('board.title'), default: t('board.default'), stages: t('board.stages') }}
        >
          <BoardFields edit={edit} locked={!can('catalog.write')} wasDefault={now.value.default} />
          <Moves error={edit.error} stages={edit.form.stages} moves={moves} onChange={setMoves} />
        </EditForm>
      </Sheet>
    </>
  )
}

function asMoves(moves: Record<number, number>, stages: StageDraft[]) {
  const stays = new Set(stages.map((s) => s.id))
  return Object.entries(moves)
    .map(([from, to]) => ({ stage_id: Number(from), to_stage_id: to }))
    .filter(({ stage_id, to_stage_id }) => !stays.has(stage_id) && stays.has(to_stage_id))
}

interface MovesProps {
  error: Error | undefined
  stages: StageDraft[]
  moves: Record<number, number>
  onChange: (moves: Record<number, number>) => void
}

/** A stage that goes has open orders: where to? */
function Moves({ error, stages, moves, onChange }: MovesProps) {
  const { t } = useTranslation('settings')
  const fault = error instanceof ApiError ? error.fields.find((f) => f.code === 'stage_in_use') : undefined
  const from = fault?.params?.stage_id
  if (typeof from !== 'number') return null
  return (
    <Alert color="orange" role="alert" title={t('board.in_use_title')} mt="md">
      <Stack gap="sm">
        <Text size="sm">
          {t('board.in_use', { stage: String(fault?.params?.stage), count: Number(fault?.params?.count) })}
        </Text>
        <Select
          label={t('board.move_to')}
          data={stages.filter((s) => s.id).map((s) => ({ value: String(s.id), label: s.title }))}
          value={moves[from] ? String(moves[from]) : null}
          onChange={(to) => to && onChange({ ...moves, [from]: Number(to) })}
          maw={320}
        />
      </Stack>
    </Alert>
  )
}
