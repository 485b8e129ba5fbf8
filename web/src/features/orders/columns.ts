/** Columns that a list of orders can show; the API's names. */
export const columns = [
  'number',
  'created_at',
  'customer',
  'customer_email',
  'customer_phone',
  'items',
  'status',
  'cost',
  'paid',
  'left',
  'stage',
  'manager',
  'tags',
  'next_action_at',
  'source',
  'refusal_reason',
  'payment_deadline',
  'updated_at',
  'status_changed_at',
  'paid_at',
  'completed_at',
] as const
export type Column = (typeof columns)[number]

export const defaultColumns: Column[] = [
  'number',
  'created_at',
  'customer',
  'items',
  'status',
  'cost',
  'manager',
  'tags',
  'next_action_at',
]

/** How wide a column is, for the grid of rows. */
export const widths: Record<Column, string> = {
  number: '56px',
  created_at: '126px',
  customer: 'minmax(140px, 1.4fr)',
  customer_email: 'minmax(150px, 1fr)',
  customer_phone: '140px',
  items: 'minmax(120px, 1.4fr)',
  status: '146px',
  cost: '122px',
  paid: '108px',
  left: '108px',
  stage: 'minmax(110px, 0.8fr)',
  manager: 'minmax(96px, 0.9fr)',
  tags: 'minmax(96px, 0.9fr)',
  next_action_at: '124px',
  source: '120px',
  refusal_reason: 'minmax(120px, 1fr)',
  payment_deadline: '136px',
  updated_at: '136px',
  status_changed_at: '136px',
  paid_at: '136px',
  completed_at: '136px',
}

/** Columns by which the API sorts. */
export const sortable = new Set<Column>([
  'number',
  'created_at',
  'customer',
  'status',
  'cost',
  'paid',
  'left',
  'stage',
  'manager',
  'updated_at',
  'status_changed_at',
  'paid_at',
  'completed_at',
])

/** Columns of sums stand at the right. */
export const sums = new Set<Column>(['cost', 'paid', 'left'])
