import {
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  Card,
  type CardProps,
  Menu,
  type MenuItemProps,
  NavLink,
  type NavLinkProps,
} from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react'
import { asLeft, type List } from '@/app/lists'

/** Mantine's parts as links of our router, whose addresses and searches are checked by type. */
type Native = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'style' | 'color'> & {
  ref?: Ref<HTMLAnchorElement>
  children?: ReactNode
}

export const ButtonLink = createLink((props: ButtonProps & Native) => <Button component="a" {...props} />)
export const AnchorLink = createLink((props: AnchorProps & Native) => <Anchor {...props} />)
export const CardLink = createLink((props: CardProps & Native) => <Card component="a" {...props} />)
export const PlaceLink = createLink((props: NavLinkProps & Native) => <NavLink component="a" {...props} />)
export const MenuLink = createLink((props: MenuItemProps & Native) => <Menu.Item component="a" {...props} />)

/** Back to a list, as it was left. */
export function BackLink({ to, children }: { to: List; children: ReactNode }) {
  return (
    <AnchorLink to={to} search={asLeft(to) as never} size="sm" c="dimmed">
      ← {children}
    </AnchorLink>
  )
}
