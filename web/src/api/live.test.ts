import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { refresher } from './live'
import { Connection, type Source, type Surroundings } from './live-connection'

class FakeSource implements Source {
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  onmessage: ((event: { data: string; lastEventId: string }) => void) | null = null
  readyState = 1
  marks: ((event: { lastEventId: string }) => void) | undefined
  constructor(readonly url: string) {}
  addEventListener(_: 'marks', hear: (event: { lastEventId: string }) => void) {
    this.marks = hear
  }
  close() {
    this.readyState = 2
  }
  say(topic: string, lastEventId: string) {
    this.onmessage?.({ data: JSON.stringify({ topic }), lastEventId })
  }
}

function stage() {
  const opened: FakeSource[] = []
  const looks: (() => void)[] = []
  const around: Surroundings & { seen: boolean } = {
    seen: true,
    open: (url: string) => {
      const source = new FakeSource(url)
      opened.push(source)
      return source
    },
    hidden: () => !around.seen,
    onVisible: (changed: () => void) => void looks.push(changed),
    later: (act: () => void, ms: number) => void setTimeout(act, ms),
  }
  const show = (seen: boolean) => {
    around.seen = seen
    for (const look of looks) look()
  }
  const last = () => {
    const source = opened.at(-1)
    if (!source) throw new Error('nothing was opened')
    return source
  }
  return { connection: new Connection(around), opened, show, last }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the live connection', () => {
  test('is one for all who listen, and hears for each', () => {
    const { connection, opened, last } = stage()
    const orders = vi.fn()
    const process = vi.fn()
    connection.listen(['orders'], orders)
    connection.listen(['process/1', 'orders'], process)
    vi.advanceTimersByTime(1)
    expect(opened.map((s) => s.url)).toEqual(['/api/v1/live?topic=orders&topic=process%2F1'])
    last().say('process/1', 'orders=a;process/1=b')
    expect([orders.mock.calls.length, process.mock.calls.length]).toEqual([0, 1])
    last().say('orders', 'orders=c;process/1=b')
    expect([orders.mock.calls.length, process.mock.calls.length]).toEqual([1, 2])
  })
  test('ends with the last who listens', () => {
    const { connection, last } = stage()
    const leave = connection.listen(['orders'], vi.fn())
    vi.advanceTimersByTime(1)
    leave()
    vi.advanceTimersByTime(1)
    expect(last().readyState).toBe(2)
  })
  test('is closed while the page is not seen, and asks then what has changed', () => {
    const { connection, opened, show, last } = stage()
    connection.listen(['order/5'], vi.fn())
    vi.advanceTimersByTime(1)
    last().marks?.({ lastEventId: 'order/5=x1' })
    show(false)
    expect(last().readyState).toBe(2)
    show(true)
    expect(opened).toHaveLength(2)
    expect(last().url).toBe('/api/v1/live?topic=order%2F5&seen=order%2F5%3Dx1')
  })
  test('refused, it comes again, later each time', () => {
    const { connection, opened, last } = stage()
    connection.listen(['orders'], vi.fn())
    vi.advanceTimersByTime(1)
    for (const [wait, times] of [
      [2_900, 1],
      [200, 2],
      [5_800, 2],
      [300, 3],
    ] as const) {
      if (last().readyState !== 2) {
        last().close()
        last().onerror?.()
      }
      vi.advanceTimersByTime(wait)
      expect(opened).toHaveLength(times)
    }
  })
})

describe('asking again', () => {
  test('goes round by round, and the last hint is never lost', async () => {
    let answer: () => void = () => {}
    const invalidateQueries = vi.fn(
      () =>
        new Promise<void>((done) => {
          answer = done
        }),
    )
    const refresh = refresher({ invalidateQueries }, [['orders']])
    refresh.ask()
    refresh.ask()
    refresh.ask()
    expect(invalidateQueries).toHaveBeenCalledTimes(1)
    answer()
    await vi.advanceTimersByTimeAsync(600)
    expect(invalidateQueries).toHaveBeenCalledTimes(2)
    answer()
    await vi.advanceTimersByTimeAsync(600)
    expect(invalidateQueries).toHaveBeenCalledTimes(2)
  })
  test('stops with its page', async () => {
    const invalidateQueries = vi.fn(() => Promise.resolve())
    const refresh = refresher({ invalidateQueries }, [['orders']])
    refresh.ask()
    refresh.ask()
    refresh.stop()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(invalidateQueries).toHaveBeenCalledTimes(1)
  })
})
