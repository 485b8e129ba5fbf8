import {
  IconAddressBook,
  IconBan,
  IconBox,
  IconBuilding,
  IconBuildingStore,
  IconHistory,
  IconKey,
  IconLayoutBoard,
  IconMail,
  type IconProps,
  IconShieldCheck,
  IconTags,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Right } from '@/app/session'

/** A part of the settings: a page of its own. */
export interface Section {
  name:
    | 'account'
    | 'offers'
    | 'products'
    | 'sales'
    | 'boards'
    | 'reasons'
    | 'staff'
    | 'roles'
    | 'tokens'
    | 'mail'
    | 'audit'
  to:
    | '/settings/account'
    | '/settings/offers'
    | '/settings/products'
    | '/settings/sales-pages'
    | '/settings/boards'
    | '/settings/reasons'
    | '/settings/staff'
    | '/settings/roles'
    | '/settings/tokens'
    | '/settings/mail'
    | '/settings/audit'
  icon: ComponentType<IconProps>
  /** Whoever lacks it does not see the part. */
  right?: Right
}

/** All parts in groups: the school, what it sells, who works there, how it is connected. */
const sections: Section[][] = [
  [{ name: 'account', to: '/settings/account', icon: IconBuilding, right: 'settings.read' }],
  [
    { name: 'offers', to: '/settings/offers', icon: IconTags, right: 'catalog.read' },
    { name: 'products', to: '/settings/products', icon: IconBox, right: 'catalog.read' },
    { name: 'sales', to: '/settings/sales-pages', icon: IconBuildingStore, right: 'catalog.read' },
    { name: 'boards', to: '/settings/boards', icon: IconLayoutBoard, right: 'catalog.read' },
    { name: 'reasons', to: '/settings/reasons', icon: IconBan, right: 'catalog.read' },
  ],
  [
    { name: 'staff', to: '/settings/staff', icon: IconAddressBook, right: 'staff.read' },
    { name: 'roles', to: '/settings/roles', icon: IconShieldCheck, right: 'staff.read' },
    { name: 'audit', to: '/settings/audit', icon: IconHistory, right: 'audit.read' },
  ],
  [
    { name: 'mail', to: '/settings/mail', icon: IconMail, right: 'settings.write' },
    { name: 'tokens', to: '/settings/tokens', icon: IconKey },
  ],
]

/** The parts that somebody with the rights may open, in their groups. */
export function openSections(rights: readonly Right[]): Section[][] {
  return sections
    .map((group) => group.filter(({ right }) => !right || rights.includes(right)))
    .filter((group) => group.length > 0)
}

/** Where the list of parts is a page of its own. */
export const narrow = '(max-width: 62em)'
