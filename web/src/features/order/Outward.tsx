import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'

/** A link that somebody wrote: it opens in a tab of its own and learns nothing of ours. */
export function Outward({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer nofollow" inherit>
      {children}
    </Anchor>
  )
}
