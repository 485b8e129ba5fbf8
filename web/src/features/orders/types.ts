import type { Schemas } from '@/api/client'
import type { operations } from '@/api/generated/schema'

/** An order of the list, and one of the board. */
export type OrderLine = Schemas['OrderLine']
export type BoardCard = Schemas['BoardCard']
export type BoardColumns = Schemas['BoardColumns']
export type OrderView = Schemas['OrderView']

/** What narrows a list of orders, in the API's words. */
export type OrderFilter = NonNullable<operations['summarize-orders']['parameters']['query']>
