import { IconStack2 } from '@tabler/icons-react'
import type { Place } from '@/app/navigation'

export const places: Place[] = [{ name: 'bulk', to: '/bulk', icon: IconStack2, right: 'bulk.read' }]
