import { Affix, Group, Paper, Transition } from '@mantine/core'
import type { ReactNode } from 'react'

/** A bar above the foot of the screen: what one can do with what was ticked. */
export function Floating({ shown, label, children }: { shown: boolean; label: string; children: ReactNode }) {
  return (
    <Affix position={{ bottom: 20, left: '50%' }} zIndex={150}>
      <Transition transition="slide-up" mounted={shown}>
        {(style) => (
          <Paper
            withBorder
            shadow="lg"
            p="xs"
            px="md"
            radius="lg"
            style={{ ...style, translate: '-50%', maxWidth: 'calc(100vw - 16px)' }}
            role="toolbar"
            aria-label={label}
          >
            <Group gap="sm" wrap="nowrap">
              {children}
            </Group>
          </Paper>
        )}
      </Transition>
    </Affix>
  )
}
