import { ActionIcon, Anchor, CopyButton, Group, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy, IconExternalLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** The public address of a page: to open, to copy. */
export function Address({ address, preview }: { address: string; preview?: boolean }) {
  const { t } = useTranslation('sales')
  return (
    <Group gap={4} wrap="nowrap" miw={0}>
      <Anchor href={address} target="_blank" rel="noreferrer" size="sm" className="clipped" title={address}>
        {preview ? t('preview') : address.replace(/^https?:\/\//, '')}
        <IconExternalLink size={14} aria-label={t('new_tab')} style={{ marginInlineStart: 4, verticalAlign: -2 }} />
      </Anchor>
      <CopyButton value={address}>
        {({ copied, copy }) => (
          <Tooltip label={t(copied ? 'copied' : 'copy')}>
            <ActionIcon variant="subtle" color={copied ? 'green' : 'gray'} onClick={copy} aria-label={t('copy')}>
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  )
}
