/** The fields of b that differ from a, as b has them. */
export function difference<F extends object>(a: F, b: F): Partial<F> {
  const changed = Object.entries(b).filter(([key, value]) => !same(a[key as keyof F], value))
  return Object.fromEntries(changed) as Partial<F>
}

/** a with some fields replaced. */
export function merged<F extends object>(a: F, change: Partial<F>): F {
  return { ...a, ...change }
}

/** Lists and plain objects are the same when they hold the same. */
function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
