import type { ReactNode } from 'react'
import { AnchorLink } from '@/ui/links'
import type { Counted } from './queries'

/** A figure that opens the list of the orders behind it; plain text when there are none. */
export function Behind({ of, label, children }: { of: Counted; label: string; children: ReactNode }) {
  if (!of.rule) return <span className="numbers">{children}</span>
  return (
    <AnchorLink
      to="/orders"
      search={{ rule: of.rule as object }}
      inherit
      className="numbers"
      underline="hover"
      c="inherit"
      aria-label={label}
    >
      {children}
    </AnchorLink>
  )
}
