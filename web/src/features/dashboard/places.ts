import { IconChartBar } from '@tabler/icons-react'
import type { Place } from '@/app/navigation'

export const places: Place[] = [{ name: 'dashboard', to: '/dashboard', icon: IconChartBar, right: 'report.read' }]
