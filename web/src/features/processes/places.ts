import { IconAlertTriangle, IconRoute } from '@tabler/icons-react'
import type { Place } from '@/app/navigation'

export const places: Place[] = [
  { name: 'processes', to: '/processes', icon: IconRoute, right: 'process.read' },
  { name: 'failed', to: '/failed', icon: IconAlertTriangle, right: 'process.read' },
]
