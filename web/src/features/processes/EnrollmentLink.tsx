import type { ReactNode } from 'react'
import { useCan } from '@/app/session'
import { AnchorLink } from '@/ui/links'

/** Words that lead to the journal of an enrollment, for those who may read it. */
export function EnrollmentLink({ id, children }: { id: number; children: ReactNode }) {
  const can = useCan()
  if (!can('process.read')) return children
  return (
    <AnchorLink to="/enrollments/$id" params={{ id: String(id) }} inherit underline="always">
      {children}
    </AnchorLink>
  )
}
