import { Group, SegmentedControl } from '@mantine/core'
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

interface SwitchProps<V extends string> {
  label: string
  value: V
  onChange: (value: V) => void
  looks: { value: V; text: string; icon?: ComponentType<IconProps> }[]
}

/** Stands beside a screen's name: which of its looks, or areas, is open. */
export function LookSwitch<V extends string>({ label, value, onChange, looks }: SwitchProps<V>) {
  return (
    <SegmentedControl<V>
      size="xs"
      aria-label={label}
      value={value}
      onChange={onChange}
      data={looks.map((look) => ({
        value: look.value,
        label: look.icon ? <Look icon={look.icon} text={look.text} /> : look.text,
      }))}
    />
  )
}
