import { Badge, Button, Card, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTemplate } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { AnchorLink } from '@/ui/links'
import { Empty, Failure, Loading } from '@/ui/states'
import { When } from '@/ui/values'
import { Head } from './Head'
import classes from './LetterList.module.css'
import { type Template, templates } from './queries'
import { Uses } from './Uses'

/** The letter templates: what they are called, their languages, what sends them (MAIL-3). */
export function TemplatesPage() {
  const { t } = useTranslation('letters')
  const can = useCan()
  const list = useQuery(templates)
  const [making, make] = useState(false)
  const groups = grouped(list.data ?? [])
  return (
    <>
      <Head at="templates">
        {can('template.write') && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => make(true)}>
            {t('new.button')}
          </Button>
        )}
      </Head>
      {list.isPending && <Loading />}
      {list.error && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data && groups.length === 0 && <Empty icon={IconTemplate} title={t('no_templates')} />}
      {groups.length > 0 && (
        <Card withBorder radius="lg" py={4} maw={960}>
          <Stack gap={0} component="ul" className={classes.list ?? ''}>
            {groups.map(([code, versions]) => (
              <Line key={code} code={code} versions={versions} />
            ))}
          </Stack>
        </Card>
      )}
      <Modal opened={making} onClose={() => make(false)} title={t('new.title')} centered>
        <NewTemplate taken={groups.map(([code]) => code)} />
      </Modal>
    </>
  )
}

function grouped(list: Template[]): [string, Template[]][] {
  const groups = new Map<string, Template[]>()
  for (const t of list) groups.set(t.code, [...(groups.get(t.code) ?? []), t])
  return [...groups]
}

function Line({ code, versions }: { code: string; versions: Template[] }) {
  const { t, i18n } = useTranslation('letters')
  const shown = versions.find((v) => v.language === i18n.language) ?? versions[0]
  if (!shown) return null
  const changed = versions
    .map((v) => v.created_at)
    .sort()
    .at(-1)
  return (
    <li className={classes.line}>
      <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <AnchorLink to="/letters/templates/$code" params={{ code }} fw={550}>
            {shown.title || code}
          </AnchorLink>
          <Text size="xs" c="dimmed" className="clipped">
            {shown.subject}
          </Text>
          <Uses uses={shown.uses} />
        </div>
        <Stack gap={4} align="flex-end" style={{ flex: '0 0 auto' }}>
          <Group gap={4} wrap="nowrap">
            {shown.kind === 'mailing' && (
              <Badge variant="light" color="grape" radius="sm" tt="none">
                {t('kind.mailing')}
              </Badge>
            )}
            {versions.map((v) => (
              <Badge key={v.language} variant="default" radius="sm" size="sm">
                {v.language}
              </Badge>
            ))}
          </Group>
          {changed && versions.some((v) => v.created_by !== null) && (
            <Text size="xs" c="dimmed">
              <When at={changed} />
            </Text>
          )}
        </Stack>
      </Group>
    </li>
  )
}

const lawful = /^[a-z][a-z0-9_]{0,63}$/

/** Code and title of a template that is to be written. */
function NewTemplate({ taken }: { taken: string[] }) {
  const { t } = useTranslation(['letters', 'common'])
  const go = useNavigate()
  const [title, setTitle] = useState('')
  const [code, setCode] = useState('')
  const fault =
    code === ''
      ? undefined
      : !lawful.test(code)
        ? t('new.code_rule')
        : taken.includes(code)
          ? t('new.code_taken')
          : undefined
  const write = () => void go({ to: '/letters/templates/$code', params: { code }, search: { title: title.trim() } })
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        if (title.trim() && code && !fault) write()
      }}
    >
      <Stack>
        <TextInput
          label={t('new.name')}
          description={t('new.name_help')}
          required
          maxLength={200}
          value={title}
          onChange={(e) => setTitle(e.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={t('new.code')}
          description={t('new.code_rule')}
          required
          maxLength={64}
          value={code}
          error={fault}
          onChange={(e) => setCode(e.currentTarget.value.trim().toLowerCase())}
        />
        <Button type="submit" disabled={!title.trim() || !code || fault !== undefined}>
          {t('new.write')}
        </Button>
      </Stack>
    </form>
  )
}
