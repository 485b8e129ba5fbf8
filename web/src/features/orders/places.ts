import { IconReceipt } from '@tabler/icons-react'
import type { Place } from '@/app/navigation'

export const places: Place[] = [{ name: 'orders', to: '/orders', icon: IconReceipt, right: 'order.read' }]
