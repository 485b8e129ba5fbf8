import type { ReactNode } from 'react'
import { Outward } from './Outward'

const address = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g

/** A comment's text with its addresses as links (ORD-8). */
export function withLinks(text: string): ReactNode[] {
  const parts: ReactNode[] = []
  let from = 0
  for (const found of text.matchAll(address)) {
    parts.push(text.slice(from, found.index))
    parts.push(
      <Outward key={found.index} href={found[0]}>
        {found[0]}
      </Outward>,
    )
    from = found.index + found[0].length
  }
  parts.push(text.slice(from))
  return parts
}
