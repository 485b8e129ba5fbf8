import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { client, versioned } from '@/api/client'
import { ApiError } from '@/api/problem'
import type { Doc } from './definition'
import { type Base, type Merged, merge, stable } from './difference'
import type { Editor } from './editor'
import { docOfProcess, type Process } from './queries'

/** Somebody else saved meanwhile. */
export interface Conflict {
  base: Base
  theirs: Doc
  process: Process
  etag: string
  merged: Merged
}

export type Saving =
  | { state: 'saved' }
  | { state: 'unsaved' }
  | { state: 'saving' }
  | { state: 'failed'; error: Error }
  | { state: 'conflict'; conflict: Conflict }

/** A moment after the last change. */
const pause = 1_500

/** Keeps the draft: saves by itself, and on demand. Nothing is overwritten that somebody else saved. */
export function useSave(editor: Editor, first: { value: Process; etag: string }) {
  const queries = useQueryClient()
  const id = first.value.id
  const doc = useSyncExternalStore(editor.subscribe, () => editor.get().doc)
  const [process, setProcess] = useState(first.value)
  const [kept, setKept] = useState(doc)
  const [state, setState] = useState<Saving>({ state: 'saved' })
  const held = useRef<Base & { etag: string }>({ here: kept, there: docOfProcess(first.value), etag: first.etag })
  const running = useRef<Promise<boolean> | undefined>(undefined)

  const adopt = useCallback(
    (saved: Process, etag: string, as: Doc) => {
      held.current = { here: as, there: docOfProcess(saved), etag }
      setProcess(saved)
      setKept(as)
      void queries.invalidateQueries({ queryKey: ['processes'] })
    },
    [queries],
  )

  /** Two people: what the other one did is put together with what was done here. */
  const settle = useCallback(
    async (mine: Doc) => {
      const now = await versioned(client.GET('/api/v1/processes/{id}', { params: { path: { id } } }))
      const theirs = docOfProcess(now.value)
      const base = { here: held.current.here, there: held.current.there }
      const conflict = { base, theirs, process: now.value, etag: now.etag, merged: merge(base, mine, theirs) }
      setState({ state: 'conflict', conflict })
    },
    [id],
  )

  const send = useCallback(async (): Promise<boolean> => {
    const mine = editor.get().doc
    if (mine === held.current.here) return true
    setState({ state: 'saving' })
    try {
      const saved = await versioned(
        client.PATCH('/api/v1/processes/{id}', {
          params: { path: { id }, header: { 'If-Match': held.current.etag } },
          body: { definition: mine.definition, layout: mine.layout },
        }),
      )
      adopt(saved.value, saved.etag, mine)
      setState({ state: 'saved' })
      return true
    } catch (error) {
      if (error instanceof ApiError && error.stale)
        await settle(mine).catch((e: Error) => setState({ state: 'failed', error: e }))
      else setState({ state: 'failed', error: error as Error })
      return false
    }
  }, [editor, id, adopt, settle])

  /** Saves what is unsaved; true when everything is kept. One request at a time. */
  const save = useCallback(async (): Promise<boolean> => {
    await running.current
    running.current = send()
    return running.current
  }, [send])

  /** Ends a conflict: what both made, one side preferred where they differ. */
  const resolve = useCallback(
    (conflict: Conflict, prefer: 'mine' | 'theirs') => {
      const { doc: both } = merge(conflict.base, editor.get().doc, conflict.theirs, prefer)
      adopt(conflict.process, conflict.etag, conflict.theirs)
      editor.edit(() => both)
      setState({ state: 'saved' })
      void save()
    },
    [editor, adopt, save],
  )

  const dirty = doc !== kept
  const waits = dirty && (state.state === 'saved' || state.state === 'unsaved')
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the document begins the pause anew
  useEffect(() => {
    if (!waits) return
    const timer = setTimeout(() => void save(), pause)
    return () => clearTimeout(timer)
  }, [waits, doc, save])

  useEffect(() => {
    if (!dirty) return
    const warn = (e: BeforeUnloadEvent) => e.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [dirty])

  const shown: Saving = useMemo(() => (state.state === 'saved' && dirty ? { state: 'unsaved' } : state), [state, dirty])
  const adoptProcess = useCallback(
    (next: Process, etag: string) => {
      held.current.etag = etag
      setProcess(next)
      void queries.invalidateQueries({ queryKey: ['processes'] })
      void queries.invalidateQueries({ queryKey: ['process', id] })
    },
    [queries, id],
  )
  /** The process was asked for again: what was not drawn may have changed, such as whether it runs. */
  const meet = useCallback((now: { value: Process; etag: string }) => {
    if (now.etag === held.current.etag || stable(docOfProcess(now.value)) !== stable(held.current.there)) return
    held.current.etag = now.etag
    setProcess(now.value)
  }, [])
  return { meet, process, saving: shown, dirty, save, resolve, etag: () => held.current.etag, adoptProcess }
}

export type Save = ReturnType<typeof useSave>
