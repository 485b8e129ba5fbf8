import { IconMail } from '@tabler/icons-react'
import type { Place } from '@/app/navigation'

export const places: Place[] = [{ name: 'letters', to: '/letters', icon: IconMail, right: 'letter.read' }]
