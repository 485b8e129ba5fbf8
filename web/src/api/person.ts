/**
 * Whose page this is. Every request says so, and the API refuses what would be
 * done in another's name: at another tab somebody else may have logged in (AUTH-2).
 */
let person: number | undefined
let listener: (() => void) | undefined

/** Somebody has logged in: the page is theirs until somebody logs in on it again. */
export function pageBelongsTo(id: number) {
  person = id
}

/** The id of the person; nobody's before the first log-in. */
export function personOfPage(): number | undefined {
  return person
}

/** Whoever says that another person is logged in now listens here. */
export function onAnotherPerson(tell: () => void): () => void {
  listener = tell
  return () => {
    listener = undefined
  }
}

/** The API refused because another person is logged in. */
export function anotherPersonCame() {
  listener?.()
}
