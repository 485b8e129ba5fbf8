import { ActionIcon, Button, Card, Group, Input, Stack, Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import type { Block, FieldEntry } from './definition'
import { freshId } from './edits'
import { useBlockFaults } from './faults'
import { RuleField } from './RuleField'
import { useDesk, useWords } from './useEditor'
import type { Branch } from './words'

const rule: FieldEntry = { name: 'rule', form: 'rule', required: true }

/** The ways out of a condition, asked one after the other: the first whose rule holds is taken. */
export function BranchesField({
  block,
  value,
  onChange,
}: {
  block: Block
  value: unknown
  onChange: (value: Branch[]) => void
}) {
  const { editor } = useDesk()
  const { t } = useWords()
  const branches = Array.isArray(value) ? (value as Branch[]) : []
  const faults = useBlockFaults(block.id)
  const put = (at: number, branch: Branch) => onChange(branches.map((b, i) => (i === at ? branch : b)))
  const swap = (at: number, by: number) => {
    const next = [...branches]
    const [moved] = next.splice(at, 1)
    if (moved) next.splice(at + by, 0, moved)
    onChange(next)
  }
  return (
    <Stack gap="xs" role="group" aria-label={t('branches.title')}>
      <Input.Label labelElement="div">{t('branches.title')}</Input.Label>
      {branches.map((branch, i) => (
        <Card key={branch.exit} withBorder padding="xs">
          <RuleField
            field={rule}
            value={branch.rule}
            beside={{}}
            onChange={(r) => put(i, { ...branch, rule: r })}
            fault={faults.of(`params.branches[${i}]`)}
            faults={faults.within(`params.branches[${i}].rule`)}
          />
          {!editor.readOnly && branches.length > 1 && (
            <Group gap={2} mt={4} justify="flex-end">
              <Act
                label={t('branches.up', { n: i + 1 })}
                icon={IconArrowUp}
                disabled={i === 0}
                onClick={() => swap(i, -1)}
              />
              <Act
                label={t('branches.down', { n: i + 1 })}
                icon={IconArrowDown}
                disabled={i === branches.length - 1}
                onClick={() => swap(i, 1)}
              />
              <Act
                label={t('branches.remove', { n: i + 1 })}
                icon={IconTrash}
                onClick={() => onChange(branches.filter((_, j) => j !== i))}
              />
            </Group>
          )}
        </Card>
      ))}
      <Text size="xs" c="dimmed">
        {t('branches.help')}
      </Text>
      {!editor.readOnly && (
        <Button
          variant="light"
          size="compact-sm"
          onClick={() => onChange([...branches, { exit: freshId(new Set(branches.map((b) => b.exit)), 'branch') }])}
        >
          {t('branches.add')}
        </Button>
      )}
    </Stack>
  )
}

function Act({
  label,
  icon: Icon,
  ...rest
}: {
  label: string
  icon: typeof IconTrash
  disabled?: boolean
  onClick: () => void
}) {
  return (
    <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} {...rest}>
      <Icon size={15} aria-hidden />
    </ActionIcon>
  )
}
