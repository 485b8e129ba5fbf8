import { ActionIcon, Checkbox, Menu, Popover, ScrollArea, Stack, Tooltip } from '@mantine/core'
import { IconColumns3, IconDots, IconFileSpreadsheet, IconStatusChange } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/app/session'
import { MenuLink } from '@/ui/links'
import { type Column, columns } from './columns'
import { exportAddress } from './export'
import { asFilter, type OrderSearch, shownColumns } from './search'

/** The choice of columns, and the list as a file. */
export function ListMenu({ search }: { search: OrderSearch }) {
  const { t, i18n } = useTranslation('orders')
  const can = useCan()
  const filter = asFilter(search, useMe().school.time_zone)
  return (
    <>
      <ColumnChoice search={search} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={exportAddress(filter, [], shownColumns(search), i18n.language)}
            download
            leftSection={<IconFileSpreadsheet size={16} />}
          >
            {t('export')}
          </Menu.Item>
          {can('bulk.change_status') && (
            <MenuLink
              to="/bulk/new"
              search={{ kind: 'change_status', list: search }}
              leftSection={<IconStatusChange size={16} />}
            >
              {t('bulk_status')}
            </MenuLink>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

function ColumnChoice({ search }: { search: OrderSearch }) {
  const { t } = useTranslation('orders')
  const go = useNavigate({ from: '/orders' })
  const shown = shownColumns(search)
  const toggle = (column: Column) => {
    const next = columns.filter((c) => (c === column ? !shown.includes(c) : shown.includes(c)))
    void go({ replace: true, search: (now: OrderSearch) => ({ ...now, columns: next }) })
  }
  return (
    <Popover position="bottom-end" shadow="md">
      <Popover.Target>
        <Tooltip label={t('columns')}>
          <ActionIcon variant="default" size="lg" aria-label={t('columns')} visibleFrom="sm">
            <IconColumns3 size={18} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <ScrollArea.Autosize mah={420}>
          <Stack gap="xs" component="fieldset" bd="none" p={0} m={0} aria-label={t('columns')}>
            {columns.map((column) => (
              <Checkbox
                key={column}
                size="sm"
                label={t(`column.${column}`)}
                checked={shown.includes(column)}
                disabled={column === 'number'}
                onChange={() => toggle(column)}
              />
            ))}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  )
}
