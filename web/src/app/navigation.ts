import { type IconProps, IconReceipt } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Right } from './session'

/** A place in the side bar. */
export interface Place {
  to: '/orders'
  label: 'orders'
  icon: ComponentType<IconProps>
  right: Right
}

/** The places, in groups, as the side bar shows them to whoever has the right. */
export const places: Place[][] = [[{ to: '/orders', label: 'orders', icon: IconReceipt, right: 'order.read' }]]
