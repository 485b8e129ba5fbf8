import { useMemo } from 'react'
import { exitsOf, waysOf } from './definition'
import classes from './Panels.module.css'
import { useChecked } from './useCheck'
import { useDesk, useEdited, useWords } from './useEditor'
import { inOrder } from './walk'
import { blockName, exitName, kindName, nameOf } from './words'

/** The process as a list: each block with what follows it. The same as the picture, for whoever reads or listens. */
export function Outline() {
  const { editor, vocabulary } = useDesk()
  const words = useWords()
  const { t } = words
  const definition = useEdited((s) => s.doc.definition)
  const at = useEdited((s) => s.at)
  const { byBlock } = useChecked()
  const order = useMemo(() => inOrder(definition, vocabulary), [definition, vocabulary])
  const ways = useMemo(() => waysOf(definition), [definition])
  const byId = useMemo(() => new Map(definition.blocks.map((b) => [b.id, b])), [definition])
  return (
    <ol className={classes.outline} aria-label={t('outline.title')}>
      {order.map((id, i) => {
        const block = byId.get(id)
        if (!block) return null
        const faults = byBlock.get(id)?.faults.length ?? 0
        return (
          <li key={id}>
            <button type="button" className={classes.line} aria-current={at === id} onClick={() => editor.go(id)}>
              <small>
                {i + 1}. {kindName(block.kind, block.params?.operation, words)}
              </small>
              {blockName(block, definition.subject, words)}
              {exitsOf(block, vocabulary).map((exit) => {
                const to = ways.get(id)?.get(exit)
                return (
                  <small key={exit}>
                    {exitName(block, exit, definition.subject, words)} →{' '}
                    {to ? nameOf(to, definition, words) : t('way.nowhere')}
                  </small>
                )
              })}
              {faults > 0 && <small data-fault>{t('faults.count', { count: faults })}</small>}
            </button>
          </li>
        )
      })}
    </ol>
  )
}
