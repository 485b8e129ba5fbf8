import { IconUsers } from '@tabler/icons-react'
import type { Place } from '@/app/navigation'

export const places: Place[] = [{ name: 'customers', to: '/customers', icon: IconUsers, right: 'customer.read' }]
