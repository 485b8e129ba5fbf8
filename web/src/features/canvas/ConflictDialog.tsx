import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useColleagues } from '@/features/order/queries'
import { When } from '@/ui/values'
import { DifferenceList } from './DifferenceList'
import { changes } from './difference'
import { useEdited, useWords } from './useEditor'
import type { Conflict, Save } from './useSave'
import { nameOf } from './words'

/** Somebody else saved meanwhile: who, what, and how both go together. Nothing of either is lost without a word. */
export function ConflictDialog({ save }: { save: Save }) {
  const { t } = useWords()
  const { saving } = save
  return (
    <Modal
      opened={saving.state === 'conflict'}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('conflict.title')}
      size="lg"
    >
      {saving.state === 'conflict' && <Choice conflict={saving.conflict} save={save} />}
    </Modal>
  )
}

function Choice({ conflict, save }: { conflict: Conflict; save: Save }) {
  const words = useWords()
  const { t } = words
  const people = useColleagues()
  const mine = useEdited((s) => s.doc.definition)
  const { process, base, theirs, merged } = conflict
  const name = people.find((p) => p.id === process.updated_by)?.name ?? t('conflict.somebody')
  const disputed = [...new Set(merged.disputed.map((key) => disputedName(key)))]
  return (
    <Stack>
      <Text size="sm">
        {t('conflict.who', { name })} <When at={process.updated_at} />.
      </Text>
      <div>
        <Text size="sm" fw={600} mb={4}>
          {t('conflict.theirs')}
        </Text>
        <DifferenceList
          changes={changes(base.there.definition, theirs.definition)}
          before={base.there.definition}
          after={theirs.definition}
          empty={t('conflict.picture')}
        />
      </div>
      {disputed.length === 0 ? (
        <Alert color="green">{t('conflict.apart')}</Alert>
      ) : (
        <Alert color="orange" title={t('conflict.same')}>
          {disputed.join('; ')}
        </Alert>
      )}
      <Group justify="flex-end">
        {disputed.length > 0 && (
          <Button variant="default" onClick={() => save.resolve(conflict, 'theirs')}>
            {t('conflict.take_theirs', { name })}
          </Button>
        )}
        <Button data-autofocus onClick={() => save.resolve(conflict, 'mine')}>
          {t(disputed.length > 0 ? 'conflict.keep_mine' : 'conflict.merge')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t('conflict.undo')}
      </Text>
    </Stack>
  )

  function disputedName(key: string): string {
    const [kind = '', id = ''] = key.split(':')
    if (kind === 'block' || kind === 'way')
      return nameOf(id, mine.blocks.some((b) => b.id === id) ? mine : theirs.definition, words)
    return t(`part.${kind as 'title'}`, { defaultValue: kind })
  }
}
