import { Alert, Button, Group, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconDeviceFloppy, IconLock } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { Leaving } from '@/ui/Leaving'
import { PageHead } from '@/ui/states'
import { Conflict } from './Conflict'
import {
  changedLanguages,
  type Draft,
  type Drafts,
  draftsOf,
  firstWords,
  type Language,
  languages,
  written,
} from './draft'
import { OrderChoice, useSample } from './OrderChoice'
import { PartEditor } from './PartEditor'
import { Preview, TestButton } from './Preview'
import type { Template } from './queries'
import type { TemplateSearch } from './search'
import { Uses } from './Uses'
import { useSaving } from './useSaving'
import { useTrial } from './useTrial'

interface Props {
  code: string
  saved: Template[]
  title: string
}

/** Edits a template: one language beside its preview, or both languages side by side. */
export function TemplateEditor({ code, saved, title }: Props) {
  const { t, i18n } = useTranslation(['letters', 'common'])
  const can = useCan()
  const mine = can('template.write')
  const search = useSearch({ from: '/inside/letters/templates/$code' })
  const go = useNavigate({ from: '/letters/templates/$code' })
  const [base, setBase] = useState(saved)
  const [drafts, setDrafts] = useState<Drafts>(() => beginning(saved, title, i18n.language as Language))
  const changed = mine ? changedLanguages(drafts, base, title) : []
  const saving = useSaving(code, base, (language, now) => {
    setBase((all) => [...all.filter((x) => x.language !== language), now])
  })
  const look =
    search.look ??
    (base.some((x) => x.language === i18n.language)
      ? (i18n.language as Language)
      : (base[0]?.language ?? (i18n.language as Language)))
  const change = (language: Language, part: Partial<Draft>) =>
    setDrafts((all) => ({ ...all, [language]: { ...all[language], ...part } }))
  const everywhere = (part: Partial<Draft>) =>
    setDrafts((all) => ({ ru: { ...all.ru, ...part }, en: { ...all.en, ...part } }))
  const first: Language = look === 'both' ? 'ru' : look
  const view = {
    code,
    drafts,
    change,
    mine,
    base,
    order: search.order,
    choose: (order: number) => void go({ replace: true, search: (now: TemplateSearch) => ({ ...now, order }) }),
  }
  return (
    <>
      <PageHead
        title={drafts[first].title || code}
        aside={
          <Text size="sm" c="dimmed" ff="monospace">
            {code}
          </Text>
        }
      >
        {mine && (
          <Button
            leftSection={<IconDeviceFloppy size={16} />}
            disabled={changed.length === 0}
            loading={saving.busy}
            onClick={() => void saving.save(changed, drafts)}
          >
            {t('common:action.save')}
          </Button>
        )}
      </PageHead>
      <Stack gap="sm">
        <Uses uses={base[0]?.uses ?? []} />
        {!mine && (
          <Alert color="gray" p="xs" icon={<IconLock size={18} />}>
            {t('editor.others')}
          </Alert>
        )}
        <Group gap="sm" align="flex-end">
          <TextInput
            label={t('new.name')}
            value={drafts[first].title}
            readOnly={!mine}
            variant={mine ? 'default' : 'filled'}
            maxLength={200}
            onChange={(e) => change(first, { title: e.currentTarget.value })}
            w={{ base: '100%', xs: 280 }}
          />
          <Select
            label={t('editor.kind')}
            data={(['service', 'mailing'] as const).map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
            value={drafts[first].kind}
            allowDeselect={false}
            readOnly={!mine}
            variant={mine ? 'default' : 'filled'}
            onChange={(kind) => kind && everywhere({ kind: kind as Draft['kind'] })}
            w={{ base: '100%', xs: 220 }}
          />
          <SegmentedControl
            value={look}
            aria-label={t('editor.look')}
            onChange={(next) =>
              void go({ replace: true, search: (now: TemplateSearch) => ({ ...now, look: next as Language | 'both' }) })
            }
            data={[
              ...languages.map((l) => ({
                value: l as string,
                label: `${t(`language.${l}`)}${changed.includes(l) ? ' *' : ''}`,
              })),
              { value: 'both', label: t('editor.both') },
            ]}
          />
        </Group>
        {saving.problem && (
          <Alert color="red" role="alert">
            {saving.problem}
          </Alert>
        )}
        {saving.conflict && (
          <Conflict
            conflict={saving.conflict}
            mine={drafts}
            settle={(language, theirs, take) => {
              setBase((all) => [...all.filter((x) => x.language !== language), { ...theirs, uses: all[0]?.uses ?? [] }])
              if (take)
                change(language, {
                  title: theirs.title,
                  kind: theirs.kind,
                  subject: theirs.subject,
                  html: theirs.html,
                  text: theirs.text,
                })
              saving.forget()
            }}
          />
        )}
        {look === 'both' ? <Both {...view} /> : <One {...view} language={look} />}
      </Stack>
      <Leaving when={changed.length > 0} />
    </>
  )
}

function beginning(saved: Template[], title: string, language: Language): Drafts {
  const drafts = draftsOf(saved, title)
  if (saved.length === 0) drafts[language] = { ...drafts[language], ...firstWords(language) }
  return drafts
}

interface View {
  code: string
  drafts: Drafts
  change: (language: Language, part: Partial<Draft>) => void
  mine: boolean
  base: Template[]
  order: number | undefined
  choose: (order: number) => void
}

/** One language, and beside it the letter as it comes out. */
function One({ code, drafts, change, mine, order, choose, language }: View & { language: Language }) {
  const { t } = useTranslation('letters')
  const sample = useSample(order)
  const draft = drafts[language]
  const trial = useTrial(code, language, draft, sample.id)
  const narrow = useMediaQuery('(max-width: 75em)')
  if (!written(draft)) return <Missing language={language} mine={mine} drafts={drafts} change={change} />
  return (
    <SimpleGrid cols={narrow ? 1 : 2} spacing="md">
      <PartEditor
        key={language}
        code={code}
        language={language}
        draft={draft}
        change={(part) => change(language, part)}
        faults={trial.faults}
        readOnly={!mine}
      />
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <OrderChoice chosen={order} newest={sample.newest} choose={choose} />
          {mine && sample.id !== undefined && (
            <TestButton
              code={code}
              language={language}
              draft={draft}
              order={sample.id}
              disabled={trial.faults.length > 0}
            />
          )}
        </Group>
        {sample.none ? <Alert color="gray">{t('editor.no_order')}</Alert> : <Preview trial={trial} />}
      </Stack>
    </SimpleGrid>
  )
}

/** Russian and English side by side. */
function Both({ code, drafts, change, mine, order }: View) {
  const sample = useSample(order)
  const narrow = useMediaQuery('(max-width: 62em)')
  return (
    <SimpleGrid cols={narrow ? 1 : 2} spacing="md">
      {languages.map((language) => (
        <Side key={language} {...{ code, drafts, change, mine, language }} order={sample.id} />
      ))}
    </SimpleGrid>
  )
}

function Side({ code, drafts, change, mine, order, language }: Omit<View, 'base' | 'choose'> & { language: Language }) {
  const { t } = useTranslation('letters')
  const trial = useTrial(code, language, drafts[language], order)
  return (
    <Stack gap={4}>
      <Text fw={600}>{t(`language.${language}`)}</Text>
      {written(drafts[language]) ? (
        <PartEditor
          code={code}
          language={language}
          draft={drafts[language]}
          change={(part) => change(language, part)}
          faults={trial.faults}
          readOnly={!mine}
        />
      ) : (
        <Missing language={language} mine={mine} drafts={drafts} change={change} />
      )}
    </Stack>
  )
}

/** A language in which nobody has written the template yet. */
function Missing({
  language,
  mine,
  drafts,
  change,
}: Pick<View, 'mine' | 'drafts' | 'change'> & { language: Language }) {
  const { t } = useTranslation('letters')
  const other = drafts[language === 'ru' ? 'en' : 'ru']
  return (
    <Alert color="gray" title={t('editor.missing')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('editor.missing_text')}</Text>
        {mine && (
          <Group gap="xs">
            {written(other) && (
              <Button
                size="xs"
                onClick={() => change(language, { subject: other.subject, html: other.html, text: other.text })}
              >
                {t('editor.from_copy')}
              </Button>
            )}
            <Button size="xs" variant="default" onClick={() => change(language, firstWords(language))}>
              {t('editor.begin')}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  )
}
