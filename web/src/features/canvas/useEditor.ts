import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Vocabulary } from './definition'
import type { Editor, State } from './editor'
import type { Words } from './words'

/** What all parts of the editor share. */
export interface Desk {
  id: number
  editor: Editor
  vocabulary: Vocabulary
}

export const DeskContext = createContext<Desk | undefined>(undefined)
export const WordsContext = createContext<Words | undefined>(undefined)

export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error('useDesk outside of a process')
  return desk
}

/** How things are called in the language of who looks. */
export function useWords(): Words {
  const words = useContext(WordsContext)
  if (!words) throw new Error('useWords outside of a process')
  return words
}

/** A part of what is edited; it draws anew only when that part is another one. */
export function useEdited<T>(select: (state: State) => T): T {
  const { editor } = useDesk()
  return useSyncExternalStore(editor.subscribe, () => select(editor.get()))
}
