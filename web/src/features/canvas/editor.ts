import type { Doc } from './definition'

/** What somebody edits, and what they point at. It lives outside of React, so that a block that moves redraws nothing else. */
export interface State {
  doc: Doc
  /** The blocks and notes that are chosen. */
  chosen: ReadonlySet<string>
  /** The one that the keyboard is at. */
  at: string | undefined
  /** Raised whenever the keyboard's place is to be shown and focused. */
  shown: number
}

const most = 200

export class Editor {
  private state: State
  private past: Doc[] = []
  private future: Doc[] = []
  private joining: { name: string; until: number } | undefined
  private readonly listeners = new Set<() => void>()
  /** The showing that the keyboard's focus has followed. It outlives the canvas: a tab that comes back takes no focus away. */
  readonly focused = { current: 0 }

  constructor(
    doc: Doc,
    readonly readOnly = false,
  ) {
    this.state = { doc, chosen: new Set(), at: placeIn(doc), shown: 0 }
  }

  get = (): State => this.state

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private set(change: Partial<State>) {
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener()
  }

  /** Changes the document. Changes of one name that follow each other quickly are undone together: somebody types. */
  edit(change: (doc: Doc) => Doc, name?: string) {
    if (this.readOnly) return
    const doc = change(this.state.doc)
    if (doc === this.state.doc) return
    const now = Date.now()
    const joined = name !== undefined && this.joining?.name === name && now < this.joining.until
    if (!joined) this.past = [...this.past.slice(1 - most), this.state.doc]
    this.joining = name === undefined ? undefined : { name, until: now + 1_500 }
    this.future = []
    this.set({ doc, at: placeIn(doc, this.state.at) })
  }

  get canUndo() {
    return this.past.length > 0
  }

  get canRedo() {
    return this.future.length > 0
  }

  undo() {
    const doc = this.past.pop()
    if (!doc) return
    this.future.push(this.state.doc)
    this.joining = undefined
    this.set({ doc, at: placeIn(doc, this.state.at) })
  }

  redo() {
    const doc = this.future.pop()
    if (!doc) return
    this.past.push(this.state.doc)
    this.set({ doc, at: placeIn(doc, this.state.at) })
  }

  choose(ids: Iterable<string>) {
    const chosen = new Set(ids)
    if (chosen.size === this.state.chosen.size && [...chosen].every((id) => this.state.chosen.has(id))) return
    this.set({ chosen })
  }

  /** Chooses one, and brings it into view with the keyboard's focus. */
  go(id: string | undefined) {
    this.set({ chosen: new Set(id === undefined ? [] : [id]), at: id, shown: this.state.shown + 1 })
  }

  /** Notes where the keyboard is, without moving the picture. */
  stand(id: string) {
    if (this.state.at !== id) this.set({ at: id })
  }
}

/** The keyboard always is at some block, so that Tab leads into the picture. */
function placeIn({ definition: { blocks } }: Doc, at?: string): string | undefined {
  return blocks.some((b) => b.id === at) ? at : blocks[0]?.id
}
