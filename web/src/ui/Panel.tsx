import { Card, Group, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A part of the card with its name and what one can do there. */
export function Panel({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <Card withBorder radius="lg" padding="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="sm" gap="4px 12px">
        <Title order={2} size="h3">
          {title}
        </Title>
        {actions && <Group gap={6}>{actions}</Group>}
      </Group>
      {children}
    </Card>
  )
}

/** A name and its value in one line. */
export function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Group justify="space-between" gap="sm" wrap="nowrap" align="baseline">
      <Text size="sm" c="dimmed" flex="0 0 auto">
        {label}
      </Text>
      <Text size="sm" component="div" ta="right" miw={0} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </Group>
  )
}
