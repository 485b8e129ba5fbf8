import { personOfPage } from './person'

/**
 * A session may end in the middle of work. The page stays as it is, a log-in
 * opens above it, and the requests that were refused go again afterwards. Who
 * closes the log-in is not asked by what the page reads of itself, only by what
 * they do next.
 */
type Waiter = (loggedIn: boolean) => void

let waiters: Waiter[] = []
let listener: ((ended: boolean) => void) | undefined
let closed = false

/** Waits for the log-in above the page; false at once when nobody was logged in: then a refusal just means "log in". */
export function askToLogIn(): Promise<boolean> {
  if (personOfPage() === undefined || closed || !listener) return Promise.resolve(false)
  listener(true)
  return new Promise((resolve) => waiters.push(resolve))
}

/** The log-in may open again, after it was closed: the person does something that needs it, or it was not needed. */
export function logInMayOpen() {
  closed = false
}

/** Whoever shows the log-in listens here. */
export function onSessionEnd(show: (ended: boolean) => void): () => void {
  listener = show
  return () => {
    listener = undefined
  }
}

/** Lets the waiting requests go on, or fail. */
export function sessionResumed(loggedIn: boolean) {
  const waiting = waiters
  waiters = []
  closed = !loggedIn
  listener?.(false)
  for (const waiter of waiting) waiter(loggedIn)
}
