/** What the address of the list says: it can be sent to a colleague. */
export interface CustomerSearch {
  search?: string
  /** A rule of segments about customers. */
  rule?: object
}

/** Reads an address that anybody may have typed: what is not understood is left out. */
export function readSearch(raw: Record<string, unknown>): CustomerSearch {
  const text = typeof raw.search === 'number' ? String(raw.search) : raw.search
  return {
    ...(typeof text === 'string' && text.trim() !== '' ? { search: text.slice(0, 200) } : {}),
    ...(typeof raw.rule === 'object' && raw.rule !== null && !Array.isArray(raw.rule) ? { rule: raw.rule } : {}),
  }
}

/** The same wish in the API's words. */
export function asFilter({ search, rule }: CustomerSearch): { search?: string; filter?: string } {
  return { ...(search ? { search } : {}), ...(rule ? { filter: JSON.stringify(rule) } : {}) }
}
