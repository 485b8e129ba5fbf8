import type { components } from './generated/schema'

/** Shapes that the API announced and does not describe yet. */
type Json<T> = { content: { 'application/json': T } }
type Failed = { content: { 'application/problem+json': components['schemas']['Problem'] } }

export type Me = components['schemas']['Me'] & {
  language: string
  school: { name: string; time_zone: string; language: string }
}

export interface Announced {
  '/api/v1/session': {
    post: { requestBody: Json<{ email: string; password: string }>; responses: { 200: Json<Me>; default: Failed } }
    delete: { responses: { 204: { content?: never }; default: Failed } }
  }
}
