import { IconUsersGroup } from '@tabler/icons-react'
import type { Place } from '@/app/navigation'

export const places: Place[] = [{ name: 'segments', to: '/segments', icon: IconUsersGroup, right: 'segment.read' }]
