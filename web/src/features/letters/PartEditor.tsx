import {
  ActionIcon,
  Alert,
  Group,
  Menu,
  Paper,
  ScrollArea,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Tooltip,
  UnstyledButton,
} from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ComponentProps, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Later, type Piece } from '@/ui/Later'
import type { CodeEditor, EditorHandle } from './CodeEditor'
import type { Draft, Language } from './draft'
import { type Help, templateHelp } from './queries'
import classes from './Template.module.css'

const codeEditor: Piece<ComponentProps<typeof CodeEditor>> = {
  name: 'code-editor',
  load: async () => (await import('./CodeEditor')).CodeEditor,
}

/** A fault of the template as the API names it. */
export interface Fault {
  path: string
  detail: string
  line: number
}

interface Props {
  code: string
  language: Language
  draft: Draft
  change: (change: Partial<Draft>) => void
  faults: Fault[]
  readOnly: boolean
}

/** A template in one language: subject, HTML and text, with the faults at their lines. */
export function PartEditor({ code, language, draft, change, faults, readOnly }: Props) {
  const { t } = useTranslation('letters')
  const help = useQuery(templateHelp(code, language)).data
  const [part, setPart] = useState<'html' | 'text'>('html')
  const editor = useRef<EditorHandle>(null)
  const of = (path: string) => faults.filter((f) => f.path === path)
  const bad = (path: 'html' | 'text') => (of(path).length > 0 ? ' •' : '')
  return (
    <Stack gap="xs" className={classes.editor ?? ''}>
      <TextInput
        label={t('editor.subject')}
        value={draft.subject}
        readOnly={readOnly}
        variant={readOnly ? 'filled' : 'default'}
        maxLength={1000}
        error={of('subject')[0]?.detail}
        onChange={(e) => change({ subject: e.currentTarget.value })}
      />
      <Group justify="space-between" wrap="nowrap">
        <SegmentedControl
          size="xs"
          value={part}
          onChange={(p) => setPart(p as 'html' | 'text')}
          aria-label={t('editor.part')}
          data={[
            { value: 'html', label: `HTML${bad('html')}` },
            { value: 'text', label: `${t('editor.text')}${bad('text')}` },
          ]}
        />
        {help && !readOnly && <VariableMenu help={help} insert={(text) => editor.current?.insert(text)} />}
      </Group>
      <Paper withBorder radius="sm" className={classes.code ?? ''}>
        <Later
          key={part}
          piece={codeEditor}
          props={{
            ref: editor,
            value: draft[part],
            onChange: (text) => change({ [part]: text }),
            language: part,
            label: `${t(`language.${language}`)}: ${part === 'html' ? 'HTML' : t('editor.text')}`,
            help,
            faulty: of(part).map((f) => f.line),
            readOnly,
          }}
        />
      </Paper>
      <Faults faults={of(part)} show={(line) => editor.current?.goTo(line)} />
    </Stack>
  )
}

function Faults({ faults, show }: { faults: Fault[]; show: (line: number) => void }) {
  const { t } = useTranslation('letters')
  if (faults.length === 0) return null
  return (
    <Alert color="red" p="xs" role="status" title={t('editor.faults', { count: faults.length })}>
      <ScrollArea.Autosize mah={130}>
        <Stack gap={4}>
          {faults.map((fault, i) => (
            <UnstyledButton key={i} onClick={() => show(fault.line)} className={classes.fault ?? ''}>
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {fault.line > 0 && <b>{t('editor.line', { line: fault.line })} </b>}
                {fault.detail}
              </Text>
            </UnstyledButton>
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </Alert>
  )
}

/** The variables in words, with examples; a click writes one. */
function VariableMenu({ help, insert }: { help: Help; insert: (text: string) => void }) {
  const { t } = useTranslation('letters')
  return (
    <Menu width={340} position="bottom-end" returnFocus={false}>
      <Menu.Target>
        <Tooltip label={t('editor.variables')}>
          <ActionIcon variant="default" aria-label={t('editor.variables')}>
            <IconBraces size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={380}>
          {help.variables.map((v) => (
            <Menu.Item key={v.name} onClick={() => insert(asWritten(v))}>
              <Group justify="space-between" wrap="nowrap" gap="sm">
                <div style={{ minWidth: 0 }}>
                  <Text size="sm">{v.title}</Text>
                  <Text size="xs" c="dimmed" ff="monospace" className="clipped">
                    {v.name}
                  </Text>
                </div>
                <Text size="xs" c="dimmed" maw={130} className="clipped">
                  {v.example}
                </Text>
              </Group>
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  )
}

/** How a variable stands in a template: a list as a loop, a field of its elements by the loop's name. */
function asWritten({ name, list }: Help['variables'][number]): string {
  if (list) return `{% for item in ${name} %}\n{% endfor %}`
  const [, field] = name.split('[].')
  return field ? `{{ item.${field} }}` : `{{ ${name} }}`
}
