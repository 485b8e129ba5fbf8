import { Button, Group, Input, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { type FieldProps, useLabel } from './FieldInput'
import { RuleEditor } from './rules'
import { useDesk, useEdited, useWords } from './useEditor'

/** A rule as a sentence; it is built in a window of its own, which it needs. */
export function RuleField({ field, value, onChange, fault, faults }: FieldProps) {
  const { t } = useTranslation('canvas')
  const { rule } = useWords()
  const { editor } = useDesk()
  const { label, description } = useLabel(field)
  const subject = useEdited((s) => s.doc.definition.subject)
  const [opened, { open, close }] = useDisclosure(false)
  const said = rule(value, subject)
  return (
    <Stack gap={4} role="group" aria-label={label}>
      <Input.Label labelElement="div" required={field.required}>
        {label}
      </Input.Label>
      {description && <Input.Description>{description}</Input.Description>}
      <Text size="sm" style={{ overflowWrap: 'anywhere' }} {...(said ? {} : { c: 'dimmed' })}>
        {said || t(field.required ? 'rule.none' : 'rule.any')}
      </Text>
      {fault && <Input.Error>{fault}</Input.Error>}
      {!editor.readOnly && (
        <Group gap="xs">
          <Button size="compact-sm" variant="light" onClick={open}>
            {t(value ? 'rule.edit' : 'rule.set')}
          </Button>
          {value !== undefined && !field.required && (
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onChange(undefined)}>
              {t('rule.drop')}
            </Button>
          )}
        </Group>
      )}
      <Modal opened={opened} onClose={close} title={label} size="xl">
        <Stack>
          <RuleEditor subject={subject} value={value} onChange={onChange} faults={faults} label={label} />
          <Group justify="flex-end">
            <Button onClick={close}>{t('rule.done')}</Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  )
}
