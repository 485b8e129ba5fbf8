import type { Definition, Doc, Vocabulary } from './definition'

/** What the API says, as far as tests need it. */
export const vocabulary: Vocabulary = {
  subject: 'order',
  blocks: [
    { kind: 'start', exits: ['next'], single: true, fields: [] },
    { kind: 'operation', exits: ['next'], single: false, fields: [] },
    {
      kind: 'condition',
      exits: ['else'],
      exits_from: 'branches',
      single: false,
      fields: [{ name: 'branches', form: 'list', required: true }],
    },
    { kind: 'delay', exits: ['next'], single: false, fields: [{ name: 'for', form: 'duration', required: false }] },
    { kind: 'end', exits: [], single: false, fields: [] },
  ],
  operations: [
    {
      name: 'send_payment_link',
      effect: 'letter',
      fields: [{ name: 'template', form: 'text', required: false, default: 'payment_reminder' }],
    },
    { name: 'comment', effect: 'database', fields: [{ name: 'text', form: 'text', required: true }] },
  ],
  triggers: [],
  events: [],
  policies: [],
}

/** start → pause → paid? yes → end, else → remind → end. */
export const definition: Definition = {
  schema: 1,
  title: 'Reminders',
  subject: 'order',
  blocks: [
    { id: 'start', kind: 'start' },
    { id: 'pause', kind: 'delay', params: { for: { amount: 1, unit: 'days' } } },
    { id: 'paid', kind: 'condition', params: { branches: [{ exit: 'yes' }] } },
    { id: 'remind', kind: 'operation', params: { operation: 'send_payment_link' } },
    { id: 'end', kind: 'end' },
  ],
  connections: [
    { from: 'start', exit: 'next', to: 'pause' },
    { from: 'pause', exit: 'next', to: 'paid' },
    { from: 'paid', exit: 'yes', to: 'end' },
    { from: 'paid', exit: 'else', to: 'remind' },
    { from: 'remind', exit: 'next', to: 'end' },
  ],
  triggers: [{ kind: 'by_hand' }],
}

export const doc: Doc = {
  definition,
  layout: {
    blocks: Object.fromEntries(definition.blocks.map((b, i) => [b.id, { x: 0, y: i * 170 }])),
    notes: [],
  },
}
