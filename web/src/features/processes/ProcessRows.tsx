import { ActionIcon, Badge, Menu, Text } from '@mantine/core'
import { IconDots, IconHandStop, IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useTemplateTitles } from '@/features/letters/queries'
import { AnchorLink, MenuLink } from '@/ui/links'
import type { Definition } from './outline'
import classes from './ProcessRows.module.css'
import type { Process } from './queries'
import type { Standing } from './search'
import { useStop } from './useStop'
import { aboutProcess } from './words'

/** The processes as rows; on a phone each is a card. */
export function ProcessRows({ processes }: { processes: Process[] }) {
  const { t } = useTranslation('processes')
  return (
    <div className={classes.table} role="table" aria-label={t('title')}>
      <div className={classes.head} role="row">
        <span role="columnheader">{t('column.process')}</span>
        <span role="columnheader">{t('column.state')}</span>
        {(['inside', 'failed', 'ended'] as const).map((column) => (
          <span key={column} role="columnheader" data-number>
            {t(`column.${column}`)}
          </span>
        ))}
        <span role="columnheader" />
      </div>
      {processes.map((process) => (
        <Row key={process.id} process={process} />
      ))}
    </div>
  )
}

function Row({ process }: { process: Process }) {
  const { t } = useTranslation('processes')
  const letter = useTemplateTitles()
  const { active, failed, ended } = process.enrollments
  return (
    <div className={classes.row} role="row">
      <div className={classes.what} role="cell">
        <AnchorLink
          to="/processes/$id"
          params={{ id: String(process.id) }}
          fw={600}
          c="var(--mantine-color-text)"
          className={classes.link ?? ''}
        >
          {process.title}
        </AnchorLink>
        <Text size="sm" c="dimmed" lineClamp={2}>
          {aboutProcess(process.draft as Definition, t, letter)}
        </Text>
      </div>
      <div role="cell" className={classes.state}>
        <StateBadge state={process.state} />
      </div>
      <NumberCell process={process} standing="waiting" count={active} label={t('column.inside')} />
      <NumberCell process={process} standing="failed" count={failed} label={t('column.failed')} alarming />
      <NumberCell process={process} standing="ended" count={ended} label={t('column.ended')} />
      <div role="cell" className={classes.menu}>
        <RowMenu process={process} />
      </div>
    </div>
  )
}

const colours = { active: 'green', draft: 'gray', stopped: 'orange' } as const

/** Whether a process runs. */
export function StateBadge({ state }: { state: Process['state'] }) {
  const { t } = useTranslation('processes')
  return (
    <Badge variant="light" color={colours[state]} radius="sm" tt="none" fw={550}>
      {t(`state.${state}`)}
    </Badge>
  )
}

interface NumberProps {
  process: Process
  standing: Standing
  count: number
  label: string
  alarming?: boolean
}

/** A number that opens the list behind it. */
function NumberCell({ process, standing, count, label, alarming }: NumberProps) {
  const { i18n } = useTranslation()
  const text = count.toLocaleString(i18n.language)
  return (
    <div role="cell" data-number className={classes.number}>
      <Text size="xs" c="dimmed" hiddenFrom="sm">
        {label}
      </Text>
      {count === 0 ? (
        <Text c="dimmed" inherit>
          0
        </Text>
      ) : (
        <AnchorLink
          to="/processes/$id/enrollments"
          params={{ id: String(process.id) }}
          search={{ state: standing }}
          aria-label={`${process.title}, ${label}: ${text}`}
          fw={550}
          className="numbers"
          {...(alarming ? { c: 'red' } : {})}
        >
          {text}
        </AnchorLink>
      )}
    </div>
  )
}

function RowMenu({ process }: { process: Process }) {
  const { t } = useTranslation('processes')
  const stop = useStop()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('menu', { title: process.title })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <MenuLink
          to="/processes/$id/enrollments"
          params={{ id: String(process.id) }}
          leftSection={<IconUsers size={16} />}
        >
          {t('enrollments.title')}
        </MenuLink>
        {process.may.stop.allowed && (
          <Menu.Item color="red" leftSection={<IconHandStop size={16} />} onClick={() => stop(process)}>
            {t('stop.do')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
