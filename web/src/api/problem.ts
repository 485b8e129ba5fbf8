import type { components } from './generated/schema'

export type Problem = components['schemas']['Problem']

/** What went wrong with a request: the API's problem document, or a lost connection. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly params: Record<string, unknown>
  readonly fields: NonNullable<Problem['errors']>

  constructor(problem: Partial<Problem> & { code: string; detail: string }) {
    super(problem.detail)
    this.name = 'ApiError'
    this.status = problem.status ?? 0
    this.code = problem.code
    this.params = problem.params ?? {}
    this.fields = problem.errors ?? []
  }

  /** Nobody knows whether the server did it: asking again with the same key is safe. */
  get lost(): boolean {
    return this.status === 0
  }

  get stale(): boolean {
    return this.status === 412
  }

  /** The version of which a refusal as stale tells, for If-Match. */
  get present(): string | undefined {
    return this.stale && typeof this.params.current === 'number' ? `"${this.params.current}"` : undefined
  }
}

/** Problem documents have at least these; anything else did not come from the API. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value
}

/** The faults by the path of their form field: `items[0].price` becomes `items.0.price`. */
export function faultsByField(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {}
  return Object.fromEntries(error.fields.map((f) => [f.path.replace(/\[(\d+)\]/g, '.$1'), f.detail]))
}
