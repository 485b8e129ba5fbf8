/** The part of a definition that lists and journals speak of; the API's /schemas/process.json has all of it. */
export interface Definition {
  title: string
  subject: 'customer' | 'order' | 'purchase'
  blocks: Block[]
  triggers: Trigger[]
}

export interface Block {
  id: string
  kind: 'start' | 'operation' | 'condition' | 'delay' | 'wait' | 'end'
  title?: string
  params?: Record<string, unknown>
}

export interface Trigger {
  kind: 'event' | 'segment' | 'by_hand'
  event?: string
  match?: Record<string, unknown>
}
