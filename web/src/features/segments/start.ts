import type { Field, Operator } from './registry'
import { listOf, shapeOf } from './rule'

/** What a condition compares with before anybody typed. */
export function firstValue(field: Field, op: Operator): unknown {
  switch (shapeOf(op)) {
    case 'list':
      return []
    case 'pair':
      return [null, null]
    case 'duration':
      return { amount: 3, unit: 'days' }
    case 'one':
      return field.type === 'flag' ? true : undefined
    default:
      return undefined
  }
}

/** The value kept, as far as another operator can take it. */
export function fitted(field: Field, op: Operator, value: unknown): unknown {
  const blank = value === undefined || value === null || value === ''
  const plain = !blank && typeof value !== 'object'
  switch (shapeOf(op)) {
    case 'list':
      return Array.isArray(value) ? value.filter((v) => v !== null) : plain ? [value] : []
    case 'pair':
      return Array.isArray(value) && value.length === 2 ? value : [plain ? value : null, null]
    case 'duration':
      return typeof value === 'object' && value !== null && 'unit' in value ? value : firstValue(field, op)
    case 'one': {
      const one = Array.isArray(value) ? listOf(value)[0] : value
      const fits = one !== undefined && one !== null && typeof one !== 'object' && !isDay(one)
      return fits ? one : firstValue(field, op)
    }
    default:
      return undefined
  }
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
}
