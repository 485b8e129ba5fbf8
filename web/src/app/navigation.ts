import type { IconProps } from '@tabler/icons-react'
import type { LinkProps } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import type { Right } from './session'

/** The places in the order of the side bar, in groups; each has its text as `place.<name>` in common.json. */
const groups = [
  ['orders', 'customers', 'decisions'],
  ['processes', 'failed', 'bulk', 'segments', 'letters'],
  ['dashboard'],
  ['settings'],
] as const

/** A place in the side bar. A feature declares its own as `places` in its `places.ts`. */
export interface Place {
  name: (typeof groups)[number][number]
  to: NonNullable<LinkProps['to']>
  icon: ComponentType<IconProps>
  /** Whoever lacks it does not see the place; without one everybody who works here does. */
  right?: Right
  /** How many things wait there for somebody, for a badge. */
  useCount?: () => number
}

const found = Object.values(import.meta.glob<{ places: Place[] }>('../features/*/places.ts', { eager: true })).flatMap(
  (feature) => feature.places,
)

/** The places that exist, in groups, none of them empty. */
export const places: Place[][] = groups
  .map((names) => names.flatMap((name) => found.filter((place) => place.name === name)))
  .filter((group) => group.length > 0)
