import { Box, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Behind } from './Behind'
import { count } from './numbers'
import type { Counted } from './queries'

export interface Bar {
  key: string
  name: string
  of: Counted
  /** What stands beside the number. */
  aside?: string
  color?: string
}

/** Bars with their names and numbers: a plot that is a list. */
export function BarList({ bars, color }: { bars: Bar[]; color: string }) {
  const { t, i18n } = useTranslation('dashboard')
  const most = Math.max(1, ...bars.map((b) => b.of.count))
  return (
    <Stack gap={8} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {bars.map((bar) => (
        <li key={bar.key}>
          <Group justify="space-between" wrap="nowrap" gap="sm">
            <Text size="sm" className="clipped" title={bar.name}>
              {bar.name}
            </Text>
            <Text size="sm" flex="0 0 auto">
              {bar.aside && (
                <Text span size="xs" c="dimmed" mr={8} className="numbers">
                  {bar.aside}
                </Text>
              )}
              <Behind of={bar.of} label={t('open', { figure: bar.name, value: count(bar.of.count, i18n.language) })}>
                {count(bar.of.count, i18n.language)}
              </Behind>
            </Text>
          </Group>
          <Box h={6} mt={4} bg="var(--mantine-color-default-hover)" style={{ borderRadius: 4 }} aria-hidden>
            <Box
              h={6}
              w={`${(bar.of.count / most) * 100}%`}
              miw={bar.of.count > 0 ? 3 : 0}
              bg={bar.color || color}
              style={{ borderRadius: 4 }}
            />
          </Box>
        </li>
      ))}
    </Stack>
  )
}
