import { Button, CloseButton, Group, Paper, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { unfinishedFaults } from './faults'
import { RuleBuilder } from './RuleBuilder'
import { RuleSentence } from './RuleSentence'
import type { Subject } from './registry'
import { everything, isEmpty, type Rule } from './rule'

interface Props {
  /** What the list holds. */
  subject: Subject
  /** The rule in the address. */
  rule: object | undefined
  wish: (rule: object | undefined) => void
  /** What the API says of the rule in the address. */
  faults: Record<string, string>
}

/** The filter of a list by any field (ORD-10): a rule in the address, in words, and its builder. */
export function RuleFilter({ subject, rule, wish, faults }: Props) {
  const { t } = useTranslation(['segments', 'common'])
  const refused = Object.keys(faults).length > 0
  const [opened, open] = useState(refused)
  useEffect(() => {
    if (refused) open(true)
  }, [refused])
  return (
    <>
      <Button
        variant={rule ? 'light' : 'default'}
        leftSection={<IconFilter size={16} />}
        aria-expanded={opened}
        onClick={() => open(!opened)}
      >
        {t('filter.title')}
      </Button>
      {opened && <Panel subject={subject} rule={rule} wish={wish} faults={faults} close={() => open(false)} />}
      {!opened && rule && (
        <Group gap={4} w="100%" wrap="nowrap">
          <UnstyledButton onClick={() => open(true)} title={t('filter.edit')}>
            <Text size="sm">
              <RuleSentence subject={subject} rule={rule} bare />
            </Text>
          </UnstyledButton>
          <CloseButton size="sm" aria-label={t('filter.drop')} onClick={() => wish(undefined)} />
        </Group>
      )}
    </>
  )
}

function Panel({ subject, rule, wish, faults, close }: Props & { close: () => void }) {
  const { t } = useTranslation(['segments', 'common'])
  const [draft, setDraft] = useState((rule ?? everything) as Rule)
  const [lacking, setLacking] = useState<Record<string, string>>({})
  const apply = () => {
    const lacks = unfinishedFaults(draft)
    setLacking(lacks)
    if (Object.keys(lacks).length > 0) return
    wish(isEmpty(draft) ? undefined : draft)
    if (JSON.stringify(draft) !== JSON.stringify(rule)) close()
  }
  return (
    <Paper
      withBorder
      p="sm"
      w="100%"
      component="form"
      onSubmit={(e) => {
        e.preventDefault()
        apply()
      }}
    >
      <Stack gap="sm">
        <RuleBuilder
          subject={subject}
          filter={subject === 'order'}
          label={t('filter.title')}
          value={draft}
          onChange={setDraft}
          faults={{ ...faults, ...lacking }}
        />
        <Group gap="xs">
          <Button size="xs" type="submit">
            {t('filter.apply')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            onClick={() => {
              wish(undefined)
              close()
            }}
          >
            {t('common:action.reset')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
