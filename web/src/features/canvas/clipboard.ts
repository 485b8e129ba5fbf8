import { type RefObject, useEffect } from 'react'
import { copy, paste, readClip, remove } from './edits'
import { useDesk } from './useEditor'

/** Copies, cuts and pastes blocks by the browser's own clipboard: between processes and tabs as well. */
export function useClipboard(frame: RefObject<HTMLElement | null>) {
  const { editor, vocabulary } = useDesk()
  useEffect(() => {
    const here = () => frame.current?.contains(document.activeElement) || document.activeElement === document.body
    const take = (e: ClipboardEvent) => {
      const { doc, chosen } = editor.get()
      if (!here() || window.getSelection()?.toString()) return false
      const clip = copy(doc, chosen, vocabulary)
      if (clip.blocks.length + clip.notes.length === 0) return false
      e.preventDefault()
      e.clipboardData?.setData('text/plain', JSON.stringify(clip))
      return true
    }
    const onCopy = (e: ClipboardEvent) => void take(e)
    const onCut = (e: ClipboardEvent) => {
      if (take(e)) editor.edit((doc) => remove(doc, editor.get().chosen, vocabulary))
    }
    const onPaste = (e: ClipboardEvent) => {
      const clip = here() ? readClip(e.clipboardData?.getData('text/plain') ?? '') : undefined
      if (!clip || editor.readOnly) return
      e.preventDefault()
      const { doc, at } = editor.get()
      const place = (at && doc.layout.blocks[at]) || { x: 0, y: 0 }
      let ids: string[] = []
      editor.edit((now) => {
        const pasted = paste(now, clip, { x: place.x + 48, y: place.y + 48 })
        ids = pasted.ids
        return pasted.doc
      })
      if (ids[0]) editor.go(ids[0])
      editor.choose(ids)
    }
    document.addEventListener('copy', onCopy)
    document.addEventListener('cut', onCut)
    document.addEventListener('paste', onPaste)
    return () => {
      document.removeEventListener('copy', onCopy)
      document.removeEventListener('cut', onCut)
      document.removeEventListener('paste', onPaste)
    }
  }, [editor, vocabulary, frame])
}
