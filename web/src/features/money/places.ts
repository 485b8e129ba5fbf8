import { IconCoins } from '@tabler/icons-react'
import type { Place } from '@/app/navigation'
import { useOpenDecisions } from './queries'

export const places: Place[] = [
  { name: 'decisions', to: '/money', icon: IconCoins, right: 'order.read', useCount: useOpenDecisions },
]
