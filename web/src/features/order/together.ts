/** Entries that were told apart, each once, the newest first. */
export function together<E extends { id: number }>(...parts: E[][]): E[] {
  const all = new Map(parts.flat().map((entry) => [entry.id, entry]))
  return [...all.values()].sort((a, b) => b.id - a.id)
}
