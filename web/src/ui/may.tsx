import { Button, type ButtonProps, Menu, type MenuItemProps, Text, Tooltip } from '@mantine/core'
import type { Schemas } from '@/api/client'

export type Permission = Schemas['Permission']

interface Action {
  may: Permission
  onClick: () => void
}

/** Whether something is shown at all: what one's role forbids is not; what only does not go now is, with its reason. */
function shown(may: Permission): boolean {
  return may.code !== 'forbidden'
}

// Not `disabled`: the keyboard passes over that, and nobody would hear why. A menu's
// arrows pass over `data-disabled` as well.
const refused = { onClick: undefined, 'aria-disabled': true } as const

/** A button as the API allows it: without the right it is not there, else it says why it does not go now. */
export function MayButton({ may, onClick, ...button }: Action & ButtonProps) {
  if (!shown(may)) return null
  if (may.allowed) return <Button {...button} onClick={onClick} />
  return (
    <Tooltip label={may.detail} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      <Button {...button} {...refused} data-disabled />
    </Tooltip>
  )
}

/** An entry of a menu as the API allows it, likewise. */
export function MayItem({ may, children, ...item }: { may: Permission; onClick?: () => void } & MenuItemProps) {
  if (!shown(may)) return null
  if (may.allowed) return <Menu.Item {...item}>{children}</Menu.Item>
  return (
    <Menu.Item {...item} {...refused} c="dimmed" closeMenuOnClick={false}>
      {children}
      <Text size="xs" maw={260}>
        {may.detail}
      </Text>
    </Menu.Item>
  )
}

/** Whether a menu of it has anything to show. */
export function anyShown(may: object | null): boolean {
  return may !== null && Object.values(may).some(shown)
}
