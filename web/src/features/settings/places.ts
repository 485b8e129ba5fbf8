import { IconSettings } from '@tabler/icons-react'
import type { Place } from '@/app/navigation'

export const places: Place[] = [{ name: 'settings', to: '/settings', icon: IconSettings, right: 'settings.read' }]
