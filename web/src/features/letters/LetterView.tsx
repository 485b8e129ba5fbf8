import { Box, Group, Paper, SegmentedControl, Text, VisuallyHidden } from '@mantine/core'
import { IconAlignLeft, IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { withLinks } from '@/features/order/links'
import { LetterFrame } from './LetterFrame'

interface Props {
  letter: { subject: string; html: string; text: string }
  to?: string
  aside?: ReactNode
}

/** A letter: subject, and its look on a desk, on a phone, or as plain text. */
export function LetterView({ letter, to, aside }: Props) {
  const { t } = useTranslation('letters')
  const [look, setLook] = useState('wide')
  const choice = (value: string, Icon: typeof IconDeviceMobile) => ({
    value,
    label: (
      <Group gap={6} wrap="nowrap" title={t(`look.${value as 'wide'}`)}>
        <Icon size={15} aria-hidden />
        <VisuallyHidden>{t(`look.${value as 'wide'}`)}</VisuallyHidden>
      </Group>
    ),
  })
  return (
    <Paper withBorder radius="md" style={{ overflow: 'hidden' }}>
      <Group justify="space-between" p="xs" px="md" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {letter.subject}
          </Text>
          {to && (
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {t('to', { address: to })}
            </Text>
          )}
        </div>
        <Group gap="xs" wrap="nowrap">
          {aside}
          <SegmentedControl
            size="xs"
            value={look}
            onChange={setLook}
            aria-label={t('look.label')}
            data={[choice('wide', IconDeviceDesktop), choice('phone', IconDeviceMobile), choice('text', IconAlignLeft)]}
          />
        </Group>
      </Group>
      <Box
        style={{ borderTop: '1px solid var(--mantine-color-default-border)' }}
        bg="var(--mantine-color-default-hover)"
      >
        {look === 'text' ? (
          <Text
            component="pre"
            size="sm"
            p="md"
            m={0}
            ff="monospace"
            style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
          >
            {withLinks(letter.text)}
          </Text>
        ) : (
          <LetterFrame html={letter.html} title={letter.subject || t('title')} narrow={look === 'phone'} />
        )}
      </Box>
    </Paper>
  )
}
