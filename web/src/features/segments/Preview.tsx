import { ActionIcon, Group, Loader, Paper, Stack, Text, Title, Tooltip } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconHelpCircle } from '@tabler/icons-react'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '@/api/client'
import { Failure } from '@/ui/states'
import { MemberName } from './MemberName'
import { segmentPreview } from './queries'
import type { Subject } from './registry'
import { type Rule, unfinished } from './rule'
import { Why } from './Why'

type Answer = Schemas['SegmentAnswer']

/** The answer about the rule as it stands; asked a moment after the last change, once nothing is missing. */
export function usePreview(object: Subject, rule: Rule): UseQueryResult<Answer> {
  const [still] = useDebouncedValue(rule, 350)
  return useQuery({ ...segmentPreview(object, still), enabled: unfinished(still).length === 0 })
}

interface Props {
  object: Subject
  rule: Rule
  preview: UseQueryResult<Answer>
  /** The object that is asked about, and how to ask about another. */
  why: number | undefined
  ask: (id: number | undefined) => void
}

/** How many a rule selects, some of them, and why one is in or not in. */
export function Preview({ object, rule, preview, why, ask }: Props) {
  const { t, i18n } = useTranslation('segments')
  const count = preview.data?.count
  return (
    <Stack gap="sm">
      <Paper withBorder p="md">
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {t('count_now')}
          </Text>
          {preview.isFetching && <Loader size="xs" />}
        </Group>
        <Text fz={30} fw={650} className="numbers" aria-live="polite">
          {count === undefined ? '…' : count.toLocaleString(i18n.language)}
        </Text>
        <Members members={preview.data?.objects ?? []} object={object} ask={ask} />
        {preview.error && !isRuleFault(preview.error) && (
          <Failure error={preview.error} retry={() => void preview.refetch()} />
        )}
      </Paper>
      <Why object={object} rule={rule} id={why} ask={ask} />
    </Stack>
  )
}

/** Faults of the rule stand in its rows. */
function isRuleFault(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'fields' in error && (error.fields as unknown[]).length > 0
}

function Members({ members, object, ask }: { members: Answer['objects']; object: Subject; ask: (id: number) => void }) {
  const { t } = useTranslation('segments')
  if (members.length === 0) return null
  return (
    <>
      <Title order={3} fz="sm" mt="sm" mb={4}>
        {t('sample')}
      </Title>
      <Stack gap={4} component="ul" p={0} m={0}>
        {members.map((member) => (
          <Group key={member.id} component="li" justify="space-between" wrap="nowrap" gap={4}>
            <MemberName member={member} object={object} />
            <Tooltip label={t('why.ask')}>
              <ActionIcon variant="subtle" color="gray" aria-label={t('why.ask')} onClick={() => ask(member.id)}>
                <IconHelpCircle size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
        ))}
      </Stack>
    </>
  )
}
