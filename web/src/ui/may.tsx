import { Menu, type MenuItemProps, Text } from '@mantine/core'
import type { Schemas } from '@/api/client'

export type Permission = Schemas['Permission']

interface Props extends MenuItemProps {
  may: Permission
  onClick: () => void
}

/** An entry of a menu as the API allows it: without the right it is not there, else it says why it does not go now. */
export function MayItem({ may, children, ...item }: Props) {
  if (may.code === 'forbidden') return null
  return (
    <Menu.Item {...item} disabled={!may.allowed}>
      {children}
      {!may.allowed && (
        <Text size="xs" maw={260}>
          {may.detail}
        </Text>
      )}
    </Menu.Item>
  )
}

/** Whether any of it is allowed: without that there is nothing to open a menu for. */
export function anyOf(may: object | null): boolean {
  return may !== null && Object.values(may).some((one: Permission) => one.allowed)
}
