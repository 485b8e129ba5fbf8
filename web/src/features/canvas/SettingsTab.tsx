import { ActionIcon, Button, Card, Group, Menu, Stack, Text, Title, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ExitRule, FieldEntry, Trigger } from './definition'
import { freshId } from './edits'
import { FieldInput } from './FieldInput'
import { useFaultsAt } from './faults'
import { PolicyFields } from './PolicyFields'
import { TriggerFields } from './TriggerFields'
import { useDesk, useEdited, useWords } from './useEditor'
import { exitRuleSentence, triggerSentence } from './words'

/** When objects come in, when they leave early, and how often: all that is not in the picture. */
export function SettingsTab() {
  const { t } = useWords()
  return (
    <Stack gap="xl" maw={860}>
      <Section title={t('settings.triggers')} text={t('settings.triggers_text')}>
        <Triggers />
      </Section>
      <Section title={t('settings.exit_rules')} text={t('settings.exit_rules_text')}>
        <ExitRules />
      </Section>
      <Section title={t('settings.policies')} text={t('settings.policies_text')}>
        <PolicyFields />
      </Section>
    </Stack>
  )
}

function Section({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Stack gap="sm" component="section" aria-label={title}>
      <div>
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      </div>
      {children}
    </Stack>
  )
}

function Triggers() {
  const { editor, vocabulary } = useDesk()
  const { t } = useWords()
  const triggers = useEdited((s) => s.doc.definition.triggers)
  const put = (next: Trigger[], name?: string) =>
    editor.edit((doc) => ({ ...doc, definition: { ...doc.definition, triggers: next } }), name)
  return (
    <>
      {triggers.map((trigger, i) => (
        <TriggerCard
          key={i}
          index={i}
          trigger={trigger}
          onChange={(next) =>
            put(
              triggers.map((old, j) => (i === j ? next : old)),
              `trigger ${i}`,
            )
          }
          remove={() => put(triggers.filter((_, j) => i !== j))}
        />
      ))}
      {triggers.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('trigger.none')}
        </Text>
      )}
      {!editor.readOnly && (
        <Menu>
          <Menu.Target>
            <Button variant="light" leftSection={<IconPlus size={16} />} style={{ alignSelf: 'flex-start' }}>
              {t('trigger.add')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {vocabulary.triggers.map(({ kind }) => (
              <Menu.Item key={kind} onClick={() => put([...triggers, fresh(kind)])}>
                {t(`trigger.kind.${kind as 'event'}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}

function fresh(kind: string): Trigger {
  return kind === 'event' ? { kind, event: '' } : { kind }
}

function TriggerCard({
  index,
  trigger,
  onChange,
  remove,
}: {
  index: number
  trigger: Trigger
  onChange: (trigger: Trigger) => void
  remove: () => void
}) {
  const words = useWords()
  const subject = useEdited((s) => s.doc.definition.subject)
  return (
    <Item title={triggerSentence(trigger, subject, words)} removeLabel={words.t('trigger.remove')} remove={remove}>
      <TriggerFields index={index} trigger={trigger} onChange={onChange} />
    </Item>
  )
}

function Item({
  title,
  removeLabel,
  remove,
  children,
}: {
  title: string
  removeLabel: string
  remove: () => void
  children: ReactNode
}) {
  const { editor } = useDesk()
  return (
    <Card withBorder>
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb="sm">
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Text>
        {!editor.readOnly && (
          <Tooltip label={removeLabel}>
            <ActionIcon variant="subtle" color="red" aria-label={removeLabel} onClick={remove}>
              <IconTrash size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      <Stack gap="sm">{children}</Stack>
    </Card>
  )
}

function ExitRules() {
  const { editor } = useDesk()
  const words = useWords()
  const { t } = words
  const subject = useEdited((s) => s.doc.definition.subject)
  const rules = useEdited((s) => s.doc.definition.exit_rules) ?? none
  const put = (next: ExitRule[], name?: string) =>
    editor.edit((doc) => ({ ...doc, definition: { ...doc.definition, exit_rules: next } }), name)
  return (
    <>
      {rules.map((rule, i) => (
        <Item
          key={rule.id}
          title={exitRuleSentence(rule, subject, words)}
          removeLabel={t('exit_rule.remove')}
          remove={() => put(rules.filter((r) => r.id !== rule.id))}
        >
          <ExitRuleFields
            index={i}
            rule={rule}
            onChange={(next) =>
              put(
                rules.map((r) => (r.id === rule.id ? next : r)),
                `exit ${rule.id}`,
              )
            }
          />
        </Item>
      ))}
      {!editor.readOnly && (
        <Button
          variant="light"
          leftSection={<IconPlus size={16} />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => put([...rules, { id: freshId(new Set(rules.map((r) => r.id)), 'exit') }])}
        >
          {t('exit_rule.add')}
        </Button>
      )}
    </>
  )
}

const none: ExitRule[] = []
const ruleField: FieldEntry = { name: 'rule', form: 'rule', required: true }
const outcomeField: FieldEntry = { name: 'outcome', form: 'text', required: false, max: 100 }

function ExitRuleFields({
  index,
  rule,
  onChange,
}: {
  index: number
  rule: ExitRule
  onChange: (rule: ExitRule) => void
}) {
  const faults = useFaultsAt(`exit_rules[${index}]`)
  return (
    <>
      <FieldInput
        field={ruleField}
        value={rule.rule}
        beside={{}}
        onChange={(value) => onChange({ ...rule, rule: value })}
        fault={faults.of('rule')}
        faults={faults.within('rule')}
      />
      <FieldInput
        field={outcomeField}
        value={rule.outcome}
        beside={{}}
        onChange={(value) => {
          const { outcome: _, ...rest } = rule
          onChange(value ? { ...rest, outcome: String(value) } : rest)
        }}
        fault={faults.of('outcome')}
      />
    </>
  )
}
