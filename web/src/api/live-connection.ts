/** The part of EventSource that is used. */
export interface Source {
  onopen: (() => void) | null
  onerror: (() => void) | null
  onmessage: ((event: { data: string; lastEventId: string }) => void) | null
  addEventListener(kind: 'marks', hear: (event: { lastEventId: string }) => void): void
  close(): void
  readonly readyState: number
}

/** What the connection needs of the browser. */
export interface Surroundings {
  open(url: string): Source
  hidden(): boolean
  onVisible(changed: () => void): void
  later(act: () => void, ms: number): void
}

const browser: Surroundings = {
  open: (url) => new EventSource(url) as unknown as Source,
  hidden: () => document.hidden,
  onVisible: (changed) => document.addEventListener('visibilitychange', changed),
  later: (act, ms) => void setTimeout(act, ms),
}

const closed = 2
const firstWait = 3_000
const longestWait = 60_000
/** The API takes so many topics on one connection. */
const most = 20

/**
 * The page's one connection for hints, opened while somebody listens and the
 * page is seen: browsers allow few of them. What changed meanwhile is told when
 * it opens again, since the server compares with the marks that came last.
 */
export class Connection {
  private listeners = new Set<{ topics: string[]; hear: () => void }>()
  private source: Source | undefined
  private open = ''
  private marks = new Map<string, string>()
  private wait = firstWait
  private planned = false
  private watching = false

  constructor(private readonly around: Surroundings = browser) {}

  /** Calls hear when something in one of the topics has changed, until the answer is called. */
  listen(topics: string[], hear: () => void): () => void {
    const listener = { topics, hear }
    this.listeners.add(listener)
    if (!this.watching) {
      this.watching = true
      this.around.onVisible(() => this.settle())
    }
    this.plan()
    return () => {
      this.listeners.delete(listener)
      this.plan()
    }
  }

  /** Several parts of a page come and go together: one change of the connection is enough. */
  private plan(ms = 0) {
    if (this.planned) return
    this.planned = true
    this.around.later(() => {
      this.planned = false
      this.settle()
    }, ms)
  }

  private settle() {
    const topics = [...new Set([...this.listeners].flatMap((listener) => listener.topics))].sort().slice(0, most)
    const wanted = this.around.hidden() ? '' : topics.map((topic) => `topic=${encodeURIComponent(topic)}`).join('&')
    if (wanted === this.open) return
    this.source?.close()
    this.source = undefined
    this.open = wanted
    if (wanted === '') return
    const seen = topics.flatMap((topic) => this.marks.get(topic) ?? []).join(';')
    this.source = this.begin(`/api/v1/live?${wanted}${seen && `&seen=${encodeURIComponent(seen)}`}`)
  }

  private begin(url: string): Source {
    const source = this.around.open(url)
    source.onopen = () => {
      this.wait = firstWait
    }
    source.addEventListener('marks', ({ lastEventId }) => this.keep(lastEventId))
    source.onmessage = ({ data, lastEventId }) => {
      this.keep(lastEventId)
      const { topic } = JSON.parse(data) as { topic: string }
      for (const listener of this.listeners) if (listener.topics.includes(topic)) listener.hear()
    }
    source.onerror = () => {
      if (this.source !== source || source.readyState !== closed) return // the browser comes again by itself
      this.source = undefined
      this.open = ''
      this.plan(this.wait)
      this.wait = Math.min(this.wait * 2, longestWait)
    }
    return source
  }

  private keep(marks: string) {
    for (const mark of marks.split(';')) this.marks.set(mark.slice(0, mark.indexOf('=')), mark)
  }
}
