let unasked = false

// Forms hold the browser back while something is typed; this was there before them.
window.addEventListener('beforeunload', (event) => unasked && event.stopImmediatePropagation(), { capture: true })

/** Loads the page again without a question: what was typed is another person's. */
export function beginAnew() {
  unasked = true
  window.location.reload()
}
