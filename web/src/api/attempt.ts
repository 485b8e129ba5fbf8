import { useRef } from 'react'

/**
 * The Idempotency-Key of a form: the same while its content is the same, so that
 * a repetition after a lost connection makes nothing twice; new with new content
 * and after success.
 */
export function useAttempt() {
  const kept = useRef<{ body: string; key: string } | undefined>(undefined)
  return {
    keyFor(body: unknown): string {
      const text = JSON.stringify(body)
      if (kept.current?.body !== text) kept.current = { body: text, key: crypto.randomUUID() }
      return kept.current.key
    },
    done() {
      kept.current = undefined
    },
  }
}
