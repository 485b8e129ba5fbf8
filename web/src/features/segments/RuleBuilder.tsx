import { Later, type Piece } from '@/ui/Later'
import type { Subject } from './registry'
import type { Rule } from './rule'

export interface BuilderProps {
  /** What the rule is about. */
  subject: Subject
  /** The rule as the API takes it. */
  value: Rule
  onChange: (rule: Rule) => void
  /** What the API says of the rule, by paths within it: `all[0].value`. See `ruleFaults`. */
  faults?: Record<string, string>
  /** The filter of the order list, which may ask for orders of status false. */
  filter?: boolean
  /** What the rule is for, to screen readers. */
  label?: string
}

const builder: Piece<BuilderProps> = { name: 'rules', load: async () => (await import('./Builder')).Builder }

/** Builds a rule of segments (SEG-1) in words; loaded when it is shown first. */
export function RuleBuilder(props: BuilderProps) {
  return <Later piece={builder} props={props} />
}
