/**
 * A session may end in the middle of work. The page stays as it is, a log-in
 * opens above it, and the requests that were refused go again afterwards.
 */
type Waiter = (loggedIn: boolean) => void

let waiters: Waiter[] = []
let listener: ((ended: boolean) => void) | undefined
let begun = false

/** Called when somebody has been logged in: before that, a refusal just means "log in". */
export function sessionBegan() {
  begun = true
}

/** Waits for the log-in above the page; false at once when nobody was logged in. */
export function askToLogIn(): Promise<boolean> {
  if (!begun || !listener) return Promise.resolve(false)
  listener(true)
  return new Promise((resolve) => waiters.push(resolve))
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
  listener?.(false)
  for (const waiter of waiting) waiter(loggedIn)
}
