import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useColleagues } from '@/features/order/queries'
import { Asked } from '@/ui/Asked'
import { Empty } from '@/ui/states'
import { When } from '@/ui/values'
import { arrange } from './arrange'
import { DifferenceList } from './DifferenceList'
import type { Definition } from './definition'
import { changes } from './difference'
import { type Revision, revisionsOf } from './queries'
import { useDesk, useWords } from './useEditor'
import type { Save } from './useSave'

const step = 20

/** What was published, by whom, and what each revision changed. */
export function RevisionsTab({ save }: { save: Save }) {
  const found = useQuery(revisionsOf(useDesk().id))
  return <Asked query={found}>{(revisions) => <Revisions save={save} revisions={revisions} />}</Asked>
}

function Revisions({ save, revisions }: { save: Save; revisions: Revision[] }) {
  const { t } = useWords()
  const { editor } = useDesk()
  const draft = save.process.draft as Definition
  const [most, setMost] = useState(step)
  const [last] = revisions
  if (!last)
    return (
      <Empty icon={IconHistory} title={t('revisions.empty')}>
        {t('revisions.empty_text')}
      </Empty>
    )
  const ahead = changes(last.definition as Definition, draft)
  return (
    <Stack gap="md" maw={900}>
      {ahead.length > 0 && !editor.readOnly && (
        <Card withBorder>
          <Title order={2} size="h3" mb="xs">
            {t('revisions.draft')}
          </Title>
          <DifferenceList
            changes={ahead}
            before={last.definition as Definition}
            after={draft}
            empty={t('publish.same')}
          />
        </Card>
      )}
      {revisions.slice(0, most).map((revision, i) => (
        <RevisionCard
          key={revision.id}
          revision={revision}
          before={revisions[i + 1]}
          current={revision.id === save.process.revision_id && save.process.state === 'active'}
        />
      ))}
      {revisions.length > most && (
        <Button variant="default" onClick={() => setMost(most + step)}>
          {t('action.more', { ns: 'common' })}
        </Button>
      )}
    </Stack>
  )
}

function RevisionCard({
  revision,
  before,
  current,
}: {
  revision: Revision
  before: Revision | undefined
  current: boolean
}) {
  const { t } = useWords()
  const { editor } = useDesk()
  const people = useColleagues()
  const definition = revision.definition as Definition
  const name = people.find((p) => p.id === revision.published_by)?.name
  return (
    <Card withBorder component="section" aria-label={t('revisions.number', { number: revision.number })}>
      <Group justify="space-between" mb="xs">
        <Group gap="sm">
          <Title order={2} size="h3">
            {t('revisions.number', { number: revision.number })}
          </Title>
          {current && (
            <Badge color="green" variant="light" tt="none">
              {t('revisions.current')}
            </Badge>
          )}
          <Text size="sm" c="dimmed">
            <When at={revision.published_at} />
            {name && ` · ${name}`}
          </Text>
        </Group>
        {!editor.readOnly && <Restore revision={revision} />}
      </Group>
      {before ? (
        <DifferenceList
          changes={changes(before.definition as Definition, definition)}
          before={before.definition as Definition}
          after={definition}
          empty={t('publish.same')}
        />
      ) : (
        <Text size="sm" c="dimmed">
          {t('revisions.first', { count: definition.blocks.length })}
        </Text>
      )}
    </Card>
  )
}

/** Takes a revision as the draft; what stood there can be had back by undoing. */
function Restore({ revision }: { revision: Revision }) {
  const { t } = useWords()
  const { id, editor, vocabulary } = useDesk()
  const go = useNavigate()
  const restore = () => {
    editor.edit((doc) => {
      const next = { ...doc, definition: revision.definition as Definition }
      const homeless = next.definition.blocks.some((b) => !next.layout.blocks[b.id])
      return homeless ? { ...next, layout: arrange(next, vocabulary) } : next
    })
    void go({ to: '/processes/$id', params: { id: String(id) }, search: {} })
  }
  return (
    <Button
      size="compact-sm"
      variant="light"
      onClick={() =>
        modals.openConfirmModal({
          title: t('revisions.restore_title', { number: revision.number }),
          children: <Text size="sm">{t('revisions.restore_text')}</Text>,
          labels: { confirm: t('revisions.restore'), cancel: t('action.cancel', { ns: 'common' }) },
          onConfirm: restore,
        })
      }
    >
      {t('revisions.restore')}
    </Button>
  )
}
