import { ActionIcon, Alert, Button, Group as Line, SegmentedControl, Stack, Switch, Text, Tooltip } from '@mantine/core'
import { IconFolderPlus, IconPlus, IconTrash } from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { RuleGroupProps, RuleGroupType, RuleType } from 'react-querybuilder'
import classes from './Builder.module.css'
import { useBuilder, useFault } from './context'
import { newGroup, newRow } from './tree'

/** How deep groups may stand in one another: more than this nobody can read. */
const deepest = 3

/** A group: how many of its conditions must hold, the conditions, and more of them. */
export function GroupEditor(props: RuleGroupProps) {
  const { t } = useTranslation('segments')
  const { ruleGroup, path } = props
  const fault = useFault(ruleGroup.id)('')
  const empty = ruleGroup.rules.length === 0
  const adder = useRef<HTMLButtonElement>(null)
  return (
    <Stack
      gap="xs"
      role="group"
      aria-label={t(path.length > 0 ? 'builder.group' : 'builder.rows')}
      className={path.length > 0 ? classes.group : ''}
    >
      {(path.length > 0 || ruleGroup.rules.length > 1 || ruleGroup.not) && <Head {...props} />}
      {fault && (
        <Alert color="red" p="xs" role="alert">
          {fault}
        </Alert>
      )}
      {empty && path.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('builder.empty')}
        </Text>
      )}
      <Children {...props} focusAdder={() => adder.current?.focus()} />
      <Add {...props} adder={adder} />
    </Stack>
  )
}

function Head({ ruleGroup, path, actions }: RuleGroupProps) {
  const { t } = useTranslation('segments')
  const { combinator, not } = ruleGroup as RuleGroupType
  return (
    <Line gap="sm">
      {ruleGroup.rules.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label={t('builder.combinator')}
          value={combinator}
          onChange={(c) => actions.onPropChange('combinator', c, path)}
          data={[
            { value: 'and', label: t('builder.all') },
            { value: 'or', label: t('builder.any') },
          ]}
        />
      )}
      <Tooltip label={t('builder.not_help')}>
        <div>
          <Switch
            size="xs"
            label={t('builder.not')}
            checked={not ?? false}
            onChange={(e) => actions.onPropChange('not', e.currentTarget.checked, path)}
          />
        </div>
      </Tooltip>
      {path.length > 0 && (
        <ActionIcon
          variant="subtle"
          color="gray"
          ml="auto"
          aria-label={t('builder.remove_group')}
          onClick={() => actions.onGroupRemove(path)}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </Line>
  )
}

function Children({
  ruleGroup,
  path,
  schema,
  actions,
  translations,
  focusAdder,
}: RuleGroupProps & { focusAdder: () => void }) {
  const { rule: Row, ruleGroup: Group } = schema.controls
  const removing = {
    ...actions,
    onRuleRemove: (at: number[]) => {
      actions.onRuleRemove(at)
      focusAdder()
    },
  }
  return ruleGroup.rules.map((node, i) => {
    if (typeof node === 'string') return null
    const at = { id: node.id ?? '', path: [...path, i], schema, actions: removing, translations }
    return 'rules' in node ? (
      <Group key={node.id} {...at} ruleGroup={node as RuleGroupType} />
    ) : (
      <Row key={node.id} {...at} rule={node as RuleType} />
    )
  })
}

function Add({ path, actions, adder }: RuleGroupProps & { adder: React.RefObject<HTMLButtonElement | null> }) {
  const { t } = useTranslation('segments')
  const { fresh, nested } = useBuilder()
  const row = () => {
    const added = newRow()
    fresh.current = added.id
    return added
  }
  return (
    <Line gap="xs">
      <Button
        ref={adder}
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => actions.onRuleAdd(row(), path)}
      >
        {t('builder.add')}
      </Button>
      {path.length < deepest && !nested && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconFolderPlus size={14} />}
          onClick={() => actions.onGroupAdd(newGroup([row()], 'or'), path)}
        >
          {t('builder.add_group')}
        </Button>
      )}
    </Line>
  )
}
