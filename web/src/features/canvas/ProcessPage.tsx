import { ActionIcon, Button, Group, Loader, Menu, Tabs, Text, Textarea, Tooltip } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import {
  IconAlertCircle,
  IconCheck,
  IconCloudOff,
  IconDots,
  IconPencil,
  IconPlayerStop,
  IconUsers,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { StateBadge } from '@/features/processes/ProcessRows'
import { useStop } from '@/features/processes/useStop'
import { BackLink, MenuLink } from '@/ui/links'
import { Failure, Loading } from '@/ui/states'
import { arrange } from './arrange'
import { CanvasTab } from './CanvasTab'
import { ConflictDialog } from './ConflictDialog'
import type { Vocabulary } from './definition'
import { Editor } from './editor'
import { PublishButton } from './PublishDialog'
import { docOfProcess, draftOf, type Process, vocabularies } from './queries'
import { RevisionsTab } from './RevisionsTab'
import type { Tab } from './routes'
import { SettingsTab } from './SettingsTab'
import { CheckContext, useCheck, useChecked } from './useCheck'
import { DeskContext, useDesk, useEdited, useWords, WordsContext } from './useEditor'
import { useProcessWords } from './useNames'
import { type Save, useSave } from './useSave'

/** One process: its picture, when it runs, what was published. */
export function ProcessPage() {
  const { t } = useTranslation('canvas')
  const id = Number(useParams({ from: '/inside/processes/$id' }).id)
  const draft = useQuery(draftOf(id))
  const known = useQuery(vocabularies)
  const vocabulary = known.data?.find((v) => v.subject === draft.data?.value.subject)
  const error = draft.error ?? known.error
  return (
    <>
      <BackLink to="/processes">{t('back')}</BackLink>
      {error && <Failure error={error} retry={() => void Promise.all([draft.refetch(), known.refetch()])} />}
      {!error && (!draft.data || !vocabulary) && <Loading />}
      {draft.data && vocabulary && <Whole key={id} first={draft.data} vocabulary={vocabulary} />}
    </>
  )
}

interface First {
  first: { value: Process; etag: string }
  vocabulary: Vocabulary
}

function Whole({ first, vocabulary }: First) {
  const can = useCan()
  const [editor] = useState(() => opened(first.value, vocabulary, !can('process.write')))
  const save = useSave(editor, first)
  const words = useProcessWords()
  const desk = useState(() => ({ id: first.value.id, editor, vocabulary }))[0]
  const { save: flush, meet } = save
  useEffect(() => meet(first), [first, meet])
  useEffect(() => () => void flush(), [flush])
  return (
    <DeskContext.Provider value={desk}>
      <WordsContext.Provider value={words}>
        <Asking>
          <Head save={save} />
          <Parts save={save} />
          <ConflictDialog save={save} />
        </Asking>
      </WordsContext.Provider>
    </DeskContext.Provider>
  )
}

/** A process that came without a picture is laid out first; that is no change of anybody's. */
function opened(process: Process, vocabulary: Vocabulary, readOnly: boolean): Editor {
  const doc = docOfProcess(process)
  const homeless = doc.definition.blocks.some((b) => !doc.layout.blocks[b.id])
  return new Editor(homeless ? { ...doc, layout: arrange(doc, vocabulary) } : doc, readOnly)
}

function Asking({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation()
  const definition = useEdited((s) => s.doc.definition)
  return <CheckContext.Provider value={useCheck(definition, i18n.language)}>{children}</CheckContext.Provider>
}

function Head({ save }: { save: Save }) {
  const { t } = useWords()
  const { editor } = useDesk()
  const title = useEdited((s) => s.doc.definition.title)
  useHotkeys([['mod+S', () => void save.save(), { usePhysicalKeys: true }]], [])
  return (
    <Group justify="space-between" mb="xs" gap="sm">
      <Group gap="sm" flex="1 1 320px" miw={0} wrap="nowrap">
        <Textarea
          aria-label={t('title.label')}
          variant="unstyled"
          autosize
          minRows={1}
          styles={{ input: { fontSize: '1.4rem', fontWeight: 650, lineHeight: 1.25, padding: '4px 28px 4px 0' } }}
          flex={1}
          maw={720}
          miw={0}
          maxLength={200}
          value={title}
          readOnly={editor.readOnly}
          rightSection={editor.readOnly ? undefined : <IconPencil size={16} aria-hidden opacity={0.5} />}
          onChange={(e) => {
            const text = e.currentTarget.value.replace(/\n/g, ' ')
            if (text.trim() !== '')
              editor.edit((doc) => ({ ...doc, definition: { ...doc.definition, title: text } }), 'title')
          }}
        />
        <StateBadge state={save.process.state} />
      </Group>
      <Group gap="sm">
        {!editor.readOnly && <SaveState save={save} />}
        {!editor.readOnly && <PublishButton save={save} />}
        <More process={save.process} />
      </Group>
    </Group>
  )
}

/** What else one can do with the process. */
function More({ process }: { process: Process }) {
  const { t } = useWords()
  const { id } = useDesk()
  const stop = useStop()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t('more')}>
          <IconDots size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <MenuLink to="/processes/$id/enrollments" params={{ id: String(id) }} leftSection={<IconUsers size={16} />}>
          {t('enrollments')}
        </MenuLink>
        {process.may.stop.allowed && (
          <Menu.Item color="red" leftSection={<IconPlayerStop size={16} />} onClick={() => stop(process)}>
            {t('stop')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function SaveState({ save }: { save: Save }) {
  const { t } = useWords()
  const { saving } = save
  if (saving.state === 'failed')
    return (
      <Tooltip label={saving.error.message} multiline maw={360}>
        <Button
          size="compact-sm"
          variant="light"
          color="red"
          leftSection={<IconCloudOff size={16} />}
          onClick={() => void save.save()}
        >
          {t('saving.failed')}
        </Button>
      </Tooltip>
    )
  return (
    <Group gap={6} role="status">
      {saving.state === 'saving' && <Loader size={14} />}
      {saving.state === 'saved' && <IconCheck size={16} aria-hidden />}
      <Text size="sm" c="dimmed">
        {t(`saving.${saving.state}`)}
      </Text>
    </Group>
  )
}

function Parts({ save }: { save: Save }) {
  const { t } = useWords()
  const { id } = useDesk()
  const go = useNavigate()
  const { tab = 'canvas' } = useSearch({ from: '/inside/processes/$id' })
  const { faults } = useChecked()
  const outside = faults.filter((f) => /^(triggers|exit_rules|policies)/.test(f.path)).length
  return (
    <Tabs
      value={tab}
      keepMounted={false}
      onChange={(next) =>
        void go({
          to: '/processes/$id',
          params: { id: String(id) },
          search: next === 'canvas' ? {} : { tab: next as Tab },
        })
      }
    >
      <Tabs.List mb="sm">
        <Tabs.Tab value="canvas">{t('tab.canvas')}</Tabs.Tab>
        <Tabs.Tab
          value="settings"
          {...(outside > 0
            ? {
                rightSection: (
                  <IconAlertCircle
                    size={16}
                    color="var(--mantine-color-error)"
                    aria-label={t('faults.count', { count: outside })}
                  />
                ),
              }
            : {})}
        >
          {t('tab.settings')}
        </Tabs.Tab>
        <Tabs.Tab value="revisions">{t('tab.revisions')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="canvas">
        <CanvasTab />
      </Tabs.Panel>
      <Tabs.Panel value="settings">
        <SettingsTab />
      </Tabs.Panel>
      <Tabs.Panel value="revisions">
        <RevisionsTab save={save} />
      </Tabs.Panel>
    </Tabs>
  )
}
