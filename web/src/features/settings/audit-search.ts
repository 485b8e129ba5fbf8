/** What the address of the audit says. */
export interface AuditSearch {
  person?: number
  action?: string
  outcome?: 'done' | 'refused' | 'failed'
  from?: string
  to?: string
}

const date = /^\d{4}-\d{2}-\d{2}$/
const outcomes = ['done', 'refused', 'failed'] as const

/** Reads an address that anybody may have typed: what is not understood is left out. */
export function readAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const person = Number(raw.person)
  const outcome = outcomes.find((o) => o === raw.outcome)
  return {
    ...(Number.isSafeInteger(person) && person > 0 ? { person } : {}),
    ...(typeof raw.action === 'string' && raw.action !== '' ? { action: raw.action.slice(0, 100) } : {}),
    ...(outcome ? { outcome } : {}),
    ...(typeof raw.from === 'string' && date.test(raw.from) ? { from: raw.from } : {}),
    ...(typeof raw.to === 'string' && date.test(raw.to) ? { to: raw.to } : {}),
  }
}
