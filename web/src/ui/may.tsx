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
  if (may.allowed) return <Menu.Item {...item}>{children}</Menu.Item>
  return (
    // Not `disabled`: arrow keys pass over that, and nobody would hear why.
    <Menu.Item {...item} onClick={undefined} closeMenuOnClick={false} aria-disabled data-disabled>
      {children}
      <Text size="xs" maw={260}>
        {may.detail}
      </Text>
    </Menu.Item>
  )
}

/** Whether any of it is allowed: without that there is nothing to open a menu for. */
export function anyOf(may: object | null): boolean {
  return may !== null && Object.values(may).some((one: Permission) => one.allowed)
}
