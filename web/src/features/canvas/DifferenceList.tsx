import { Stack, Text } from '@mantine/core'
import type { Block, Definition } from './definition'
import { type Change, stable } from './difference'
import classes from './Panels.module.css'
import { useWords } from './useEditor'
import {
  blockName,
  exitName,
  exitRuleSentence,
  nameOf,
  policySentence,
  sentence,
  triggerSentence,
  type Words,
} from './words'

interface Shown {
  changes: Change[]
  before: Definition
  after: Definition
  /** What stands there when nothing is different. */
  empty: string
}

/** What is different, in words. */
export function DifferenceList({ changes, before, after, empty }: Shown) {
  const words = useWords()
  if (changes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {empty}
      </Text>
    )
  return (
    <Stack gap={3} component="ul" m={0} pl={0} style={{ listStyle: 'none' }}>
      {changes.map((change, i) => (
        <Text key={i} component="li" size="sm" className={classes.change ?? ''} data-how={how(change)}>
          {told(change, before, after, words)}
        </Text>
      ))}
    </Stack>
  )
}

function how(change: Change): 'added' | 'removed' | 'changed' {
  const pair = change as { before?: unknown; after?: unknown }
  if (pair.before === undefined) return 'added'
  return pair.after === undefined ? 'removed' : 'changed'
}

/** One difference as a sentence. */
export function told(change: Change, before: Definition, after: Definition, words: Words): string {
  const { t } = words
  switch (change.what) {
    case 'title':
      return t('change.title', { before: change.before, after: change.after })
    case 'block':
      return blockChange(change, before, after, words)
    case 'way': {
      const from = change.after?.from ?? change.before?.from ?? ''
      const block = [...after.blocks, ...before.blocks].find((b) => b.id === from)
      const exit = change.after?.exit ?? change.before?.exit ?? ''
      const said = {
        from: nameOf(from, after, words),
        exit: block ? exitName(block, exit, after.subject, words) : exit,
      }
      if (!change.after) return t('change.way_removed', { ...said, to: nameOf(change.before?.to ?? '', before, words) })
      return t('change.way', { ...said, to: nameOf(change.after.to, after, words) })
    }
    case 'trigger': {
      const trigger = change.after ?? change.before
      return trigger ? t('change.trigger', { trigger: triggerSentence(trigger, after.subject, words) }) : ''
    }
    case 'exit_rule': {
      const rule = change.after ?? change.before
      return rule ? t('change.exit_rule', { rule: exitRuleSentence(rule, after.subject, words) }) : ''
    }
    case 'policy':
      return policySentence(change.name, change.after, words)
  }
}

function blockChange(
  change: { before?: Block; after?: Block },
  before: Definition,
  after: Definition,
  words: Words,
): string {
  const { t } = words
  if (!change.before)
    return change.after ? t('change.block_added', { block: blockName(change.after, after.subject, words) }) : ''
  if (!change.after) return t('change.block_removed', { block: blockName(change.before, before.subject, words) })
  const [was, is] = [blockName(change.before, before.subject, words), blockName(change.after, after.subject, words)]
  if (was !== is) return t('change.block', { before: was, after: is })
  const [did, does] = [sentence(change.before, before.subject, words), sentence(change.after, after.subject, words)]
  if (did !== does) return t('change.block', { before: `${was}: ${did}`, after: does })
  return t('change.settings', { block: is, settings: settings(change.before, change.after, words) })
}

/** The names of the settings that are different. */
function settings(before: Block, after: Block, { t }: Words): string {
  const [a, b] = [before.params ?? {}, after.params ?? {}]
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((n) => stable(a[n]) !== stable(b[n]))
  return names.map((n) => t(`field.${n as 'tag'}`, { defaultValue: n }).toLowerCase()).join(', ')
}
