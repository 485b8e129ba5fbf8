import { createContext, useContext } from 'react'
import type { References, Registry } from './registry'
import type { PlacedFault } from './tree'

/** What every part of the builder knows. */
export interface BuilderKnows {
  registry: Registry
  references: References
  /** The kind of object whose fields this level may name. */
  object: string
  /** Inside of related objects there are no further ones. */
  nested: boolean
  /** The order list may ask for orders of status false. */
  filter: boolean
  currency: string
  faults: Map<string, PlacedFault[]>
  /** The row that was added last: its first input takes the focus. */
  fresh: { current: string | undefined }
}

export const Builder = createContext<BuilderKnows | undefined>(undefined)

export function useBuilder(): BuilderKnows {
  const knows = useContext(Builder)
  if (!knows) throw new Error('a part of the rule builder stands outside of it')
  return knows
}

/** What is said of the part of a node, such as "value" with all within it. */
export function useFault(id: string | undefined): (part: string) => string | undefined {
  const { faults } = useBuilder()
  const mine = (id && faults.get(id)) || []
  return (part) => mine.find((f) => f.part === part || (part !== '' && f.part.startsWith(part)))?.text
}
