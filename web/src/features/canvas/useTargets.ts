import { useMemo } from 'react'
import { isSingle } from './definition'
import { useDesk, useEdited, useWords } from './useEditor'
import { inOrder } from './walk'
import { nameOf } from './words'

/** The blocks as choices, with the numbers under which the list beside the picture shows them. */
export function useBlockChoices(): { value: string; label: string }[] {
  const { vocabulary } = useDesk()
  const words = useWords()
  const definition = useEdited((s) => s.doc.definition)
  return useMemo(
    () =>
      inOrder(definition, vocabulary).map((id, i) => ({
        value: id,
        label: `${i + 1}. ${nameOf(id, definition, words)}`,
      })),
    [definition, vocabulary, words],
  )
}

/** The blocks to which a connection may lead. */
export function useTargets(): { value: string; label: string }[] {
  const { vocabulary } = useDesk()
  const definition = useEdited((s) => s.doc.definition)
  const all = useBlockChoices()
  return useMemo(() => {
    const open = new Set(definition.blocks.filter((b) => !isSingle(b, vocabulary)).map((b) => b.id))
    return all.filter((choice) => open.has(choice.value))
  }, [all, definition, vocabulary])
}
