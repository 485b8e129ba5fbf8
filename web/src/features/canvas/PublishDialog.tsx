import { Alert, Button, Group, Loader, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAttempt } from '@/api/attempt'
import { client, value, versioned } from '@/api/client'
import { ApiError } from '@/api/problem'
import { DifferenceList } from './DifferenceList'
import type { Definition, Trigger } from './definition'
import { changes } from './difference'
import { FaultList } from './FaultList'
import { revisionsOf } from './queries'
import { useChecked } from './useCheck'
import { useDesk, useEdited, useWords } from './useEditor'
import type { Save } from './useSave'
import { triggerSentence } from './words'

/** Publishes, after saying what that means. */
export function PublishButton({ save }: { save: Save }) {
  const { t } = useWords()
  const [opened, open] = useState(false)
  const start = async () => {
    if (await save.save()) open(true)
  }
  return (
    <>
      <Button onClick={() => void start()}>{t('publish.do')}</Button>
      <Modal opened={opened} onClose={() => open(false)} title={t('publish.title')} size="lg">
        {opened && <Confirm save={save} close={() => open(false)} />}
      </Modal>
    </>
  )
}

function Confirm({ save, close }: { save: Save; close: () => void }) {
  const { t } = useWords()
  const { id } = useDesk()
  const { faults, pending } = useChecked()
  const definition = save.process.draft as Definition
  const revisions = useQuery(revisionsOf(id))
  const attempt = useAttempt()
  const publish = useMutation({
    mutationFn: () =>
      versioned(
        client.POST('/api/v1/processes/{id}/publish', {
          params: { path: { id }, header: { 'If-Match': save.etag(), 'Idempotency-Key': attempt.keyFor(save.etag()) } },
        }),
      ),
    onSuccess: ({ value: made, etag }) => {
      attempt.done()
      save.adoptProcess(made, etag)
      notifications.show({ color: 'green', message: t('publish.done', { number: made.revision }) })
      close()
    },
  })
  if (revisions.isPending || pending) return <Loader aria-label={t('faults.checking')} />
  const last = revisions.data?.[0]
  const before = last?.definition as Definition | undefined
  return (
    <Stack>
      {publish.error && (
        <Alert color="orange" role="alert">
          {publish.error instanceof ApiError && publish.error.stale ? t('publish.stale') : publish.error.message}
        </Alert>
      )}
      <FaultList />
      <Consequences save={save} last={last?.number} />
      {before && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t('publish.changes', { number: last?.number ?? 0 })}
          </Text>
          <DifferenceList
            changes={changes(before, definition)}
            before={before}
            after={definition}
            empty={t('publish.same')}
          />
        </div>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          {t('action.cancel', { ns: 'common' })}
        </Button>
        <Button
          onClick={() => publish.mutate()}
          loading={publish.isPending}
          disabled={faults.length > 0}
          data-autofocus
        >
          {t('publish.do')}
        </Button>
      </Group>
    </Stack>
  )
}

/** What happens to those inside, and who comes in. */
function Consequences({ save, last }: { save: Save; last: number | undefined }) {
  const words = useWords()
  const { t } = words
  const definition = useEdited((s) => s.doc.definition)
  const { active, failed } = save.process.enrollments
  const inside = active + failed
  const next = (last ?? 0) + 1
  const running = save.process.state === 'active'
  return (
    <Stack gap={6} component="ul" m={0} pl="md">
      <Text component="li" size="sm">
        {inside === 0
          ? t('publish.nobody')
          : t(running ? 'publish.inside' : 'publish.ending', { count: inside, number: last ?? 0 })}
      </Text>
      <Text component="li" size="sm">
        {t(running ? 'publish.new_ones' : 'publish.starts', { number: next })}
      </Text>
      {definition.triggers.map((trigger, i) => (
        <Text key={i} component="li" size="sm">
          {triggerSentence(trigger, definition.subject, words)}
          {trigger.kind === 'segment' && trigger.existing === true && <Existing trigger={trigger} />}
        </Text>
      ))}
    </Stack>
  )
}

/** How many match a rule now and come in at once. */
function Existing({ trigger }: { trigger: Trigger }) {
  const { t } = useWords()
  const subject = useEdited((s) => s.doc.definition.subject)
  const count = useQuery({
    queryKey: ['segment-count', subject, trigger.rule],
    enabled: trigger.rule !== undefined,
    queryFn: ({ signal }) =>
      value(client.POST('/api/v1/segments/preview', { body: { object: subject, rule: trigger.rule }, signal })),
  })
  return count.data ? <strong> {t('publish.existing', { count: count.data.count })}</strong> : null
}
