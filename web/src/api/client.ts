import createClient, { type Middleware } from 'openapi-fetch'
import { i18n } from '@/i18n'
import type { components, paths } from './generated/schema'
import { anotherPersonCame, personOfPage } from './person'
import { ApiError, isProblem } from './problem'
import { askToLogIn, logInMayOpen } from './session-end'

export type Schemas = components['schemas']

/** Says the language of texts for people, and whose page it is. */
const speaker: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', i18n.language)
    const person = personOfPage()
    if (person !== undefined) request.headers.set('Orderflow-Person', String(person))
  },
}

/** Sends a request; one that was refused for want of a session is sent again after the log-in. */
async function patient(request: Request): Promise<Response> {
  const again = request.clone()
  const answer = await send(request)
  if (answer.status !== 401 || request.method !== 'GET') logInMayOpen()
  if (answer.status !== 401 || request.url.endsWith('/session') || request.url.includes('/setup/')) return answer
  const back = await askToLogIn()
  return back ? send(again) : answer
}

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (cause) {
    if (request.signal.aborted) throw cause
    throw new ApiError({ code: 'connection_lost', detail: i18n.t('common:error.connection') })
  }
}

/** The typed client of our API; every answer but success becomes an ApiError by `value`. */
export const client = createClient<paths>({ baseUrl: '/', fetch: patient })
client.use(speaker)

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The body of a successful answer; throws ApiError otherwise. */
export async function value<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer
  if (response.ok) return data as T
  throw problemOf(error, response)
}

/** The body and its version, for If-Match. */
export async function versioned<T>(answer: Promise<Answer<T>>): Promise<{ value: T; etag: string }> {
  const { data, error, response } = await answer
  if (response.ok) return { value: data as T, etag: response.headers.get('ETag') ?? '*' }
  throw problemOf(error, response)
}

function problemOf(error: unknown, response: Response): ApiError {
  if (isProblem(error)) {
    if (error.code === 'another_person') anotherPersonCame()
    if (error.code !== 'unauthenticated') return new ApiError(error)
    return new ApiError({ ...error, detail: i18n.t('common:error.logged_out') }) // the API's own text speaks to programs, too
  }
  return new ApiError({
    status: response.status,
    code: 'unexpected',
    detail: i18n.t('common:error.unexpected', { status: response.status }),
  })
}
