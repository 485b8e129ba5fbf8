import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAttempt } from '@/api/attempt'
import { ApiError, faultsByField } from '@/api/problem'
import { difference, merged } from './difference'

/** Something as it was read, with its version. */
export interface Read<T> {
  value: T
  etag: string
}

/** A form as its fields see it. */
export interface Edit<F extends object> {
  form: F
  /** Something was typed over. */
  touched: boolean
  saving: boolean
  error: Error | undefined
  /** What is wrong, by field. */
  faults: Record<string, string>
  set: (change: Partial<F>) => void
  submit: () => void
  reset: () => void
  /** Somebody else was faster. */
  conflict:
    | {
        /** The fields that they changed. */
        fields: (keyof F & string)[]
        /** What was typed goes over what they wrote. */
        insist: () => void
        /** What they wrote stays; typed fields that they did not touch are kept. */
        yield: () => void
      }
    | undefined
}

interface Options<T, F extends object> {
  /** As the API has it now. */
  now: Read<T>
  /** What of it stands in the form. */
  form: (value: T) => F
  /** Changes the fields that were typed over; the whole form goes along. */
  save: (changed: Partial<F>, etag: string, form: F) => Promise<unknown>
  /** Asks for it again; the answer arrives as `now`. */
  again: () => Promise<unknown>
  /** What else shows it. */
  affects?: readonly (readonly unknown[])[]
  done?: () => void
}

/**
 * A form over something that has a version. Only what was typed over is sent; when
 * somebody else was faster, `conflict` names the fields that they changed, and what
 * was typed stays until the person has decided.
 */
export function useEdit<T, F extends object>({ now, form, save, again, affects = [], done }: Options<T, F>): Edit<F> {
  const queries = useQueryClient()
  const [typed, setTyped] = useState<Partial<F>>({})
  const [base, setBase] = useState(now)
  const touched = Object.keys(typed).length > 0
  const read = touched ? base : now
  const before = form(read.value)
  const saving = useMutation({
    mutationFn: (etag: string) => save(typed, etag, merged(before, typed)),
    onSuccess: async () => {
      for (const queryKey of affects) void queries.invalidateQueries({ queryKey })
      await again()
      setTyped({})
      done?.()
    },
    onError: (error) => {
      if (error instanceof ApiError && error.stale) void again()
    },
  })
  const stale = saving.error instanceof ApiError && saving.error.stale
  const theirs = stale && now.etag !== read.etag ? difference(before, form(now.value)) : undefined
  return {
    form: merged(before, typed),
    touched,
    saving: saving.isPending,
    error: theirs ? undefined : (saving.error ?? undefined),
    faults: faultsByField(saving.error),
    set: (change: Partial<F>) => {
      if (!touched) setBase(now)
      setTyped(difference(before, merged(merged(before, typed), change)))
    },
    submit: () => saving.mutate(read.etag),
    reset: () => {
      setTyped({})
      saving.reset()
    },
    conflict: theirs && {
      fields: Object.keys(theirs) as (keyof F & string)[],
      insist: () => {
        setBase(now)
        saving.mutate(now.etag)
      },
      yield: () => {
        setBase(now)
        setTyped(Object.fromEntries(Object.entries(typed).filter(([key]) => !(key in theirs))) as Partial<F>)
        saving.reset()
      },
    },
  }
}

/** A form over something new. A repetition after a lost connection makes nothing twice. */
export function useNew<F extends object, R>(options: {
  blank: F
  create: (form: F, key: string) => Promise<R>
  affects?: readonly (readonly unknown[])[]
  done: (made: R) => void
}): Edit<F> {
  const queries = useQueryClient()
  const attempt = useAttempt()
  const [typed, setTyped] = useState<Partial<F>>({})
  const form = merged(options.blank, typed)
  const creation = useMutation({
    mutationFn: () => options.create(form, attempt.keyFor(form)),
    onSuccess: (made) => {
      attempt.done()
      for (const queryKey of options.affects ?? []) void queries.invalidateQueries({ queryKey })
      options.done(made)
    },
  })
  return {
    form,
    touched: Object.keys(typed).length > 0 && !creation.isSuccess,
    saving: creation.isPending,
    error: creation.error ?? undefined,
    faults: faultsByField(creation.error),
    set: (change) => setTyped({ ...typed, ...change }),
    submit: () => creation.mutate(),
    reset: () => {
      setTyped({})
      creation.reset()
    },
    conflict: undefined,
  }
}
