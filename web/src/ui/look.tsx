import { Group } from '@mantine/core'
import type { IconProps } from '@tabler/icons-react'
import type { ComponentType } from 'react'

/** A choice of a switch, with its icon. */
export function Look({ icon: Icon, text }: { icon: ComponentType<IconProps>; text: string }) {
  return (
    <Group gap={6} wrap="nowrap">
      <Icon size={14} aria-hidden />
      {text}
    </Group>
  )
}
