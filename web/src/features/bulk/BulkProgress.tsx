import { Group, Paper, Progress, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Bulk } from './queries'
import { useLasting } from './words'

/** How far a run is, how fast, and how long it will take yet. */
export function BulkProgress({ op }: { op: Bulk }) {
  const { t, i18n } = useTranslation('bulk')
  const lasting = useLasting()
  const settled = op.done + op.skipped + op.failed
  const part = (n: number) => (op.total > 0 ? (100 * n) / op.total : 0)
  const parts = [
    { key: 'done', n: op.done, color: 'green' },
    { key: 'skipped', n: op.skipped, color: 'gray.5' },
    { key: 'failed', n: op.failed, color: 'red' },
  ] as const
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="xs">
        <Text fw={600} className="numbers" aria-live="polite">
          {t('progress.of', {
            done: settled.toLocaleString(i18n.language),
            total: op.total.toLocaleString(i18n.language),
          })}
        </Text>
        <Text size="sm" c="dimmed" className="numbers">
          {op.per_second > 0 && t('progress.rate', { rate: Math.round(op.per_second).toLocaleString(i18n.language) })}
          {op.state === 'running' &&
            op.seconds_left !== null &&
            ` · ${t('progress.left', { time: lasting(op.seconds_left) })}`}
        </Text>
      </Group>
      <Progress.Root size="lg">
        {parts.map(({ key, n, color }) => (
          <Progress.Section key={key} value={part(n)} color={color} aria-label={`${t(`result.${key}`)}: ${n}`} />
        ))}
      </Progress.Root>
      <Group gap="md" mt="xs" fz="sm">
        {parts.map(({ key, n, color }) => (
          <Text key={key} inherit c={n > 0 && key !== 'skipped' ? color : 'dimmed'} className="numbers">
            {t(`result.${key}`)}: {n.toLocaleString(i18n.language)}
          </Text>
        ))}
      </Group>
    </Paper>
  )
}
