import { createContext, type RefObject, useContext } from 'react'
import type { Behind } from './edits'

/** What parts of the picture can set off. The object is always the same one, so that nothing draws anew for it. */
export interface CanvasActs {
  /** Opens the choice of a block to put behind an exit. */
  add: (behind: Behind) => void
  /** The showing that the focus has followed. */
  focused: RefObject<number>
}

export const CanvasActsContext = createContext<CanvasActs | undefined>(undefined)

export function useCanvasActs(): CanvasActs {
  const acts = useContext(CanvasActsContext)
  if (!acts) throw new Error('useCanvasActs outside of a canvas')
  return acts
}
