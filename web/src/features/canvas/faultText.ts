import type { Definition, Fault } from './definition'
import { exitName, type Words } from './words'

/** What the checker says, with blocks and exits called as they are here. */
export function faultText(fault: Fault, definition: Definition, words: Words): string {
  const { t } = words
  const block = definition.blocks.find((b) => b.id === fault.block)
  if (fault.code === 'dead_end' && block)
    return t('faults.dead_end', { exit: exitName(block, String(fault.params?.exit), definition.subject, words) })
  if (fault.code !== 'required') return fault.detail
  if (fault.path === 'triggers') return t('faults.no_trigger')
  const name =
    fault.path
      .replace(/\[\d+\]/g, '')
      .split('.')
      .at(-1) ?? ''
  return t('faults.missing', { field: t(`field.${name as 'tag'}`, { defaultValue: name }) })
}
