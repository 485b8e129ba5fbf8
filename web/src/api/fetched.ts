import { i18n } from '@/i18n'
import { ApiError } from './problem'

/** Fetches a piece of the interface; what fails says so as a request would, whether the connection or the piece is gone. */
export async function fetched<Piece>(load: () => Promise<Piece>): Promise<Piece> {
  try {
    return await load()
  } catch {
    throw new ApiError({ code: 'connection_lost', detail: i18n.t('common:error.piece') })
  }
}

/** Whether the server answers now. */
export async function answers(): Promise<boolean> {
  return fetch('/healthz', { cache: 'no-store' }).then(
    (answer) => answer.ok,
    () => false,
  )
}

/** Like `fetched`, for what a person may try again: a browser never tries a module again that it could not fetch once, so the server is asked first. */
export function fetchedAgain<Piece>(load: () => Promise<Piece>): Promise<Piece> {
  return fetched(async () => {
    if (!(await answers())) throw new Error('no answer')
    return load()
  })
}
