import { Badge, Button, Group, Menu, Text } from '@mantine/core'
import { IconChevronDown, IconUsersGroup } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { AnchorLink, MenuLink } from '@/ui/links'
import { Line, Lines, PagedList } from '@/ui/PagedList'
import { Empty, PageHead } from '@/ui/states'
import { When } from '@/ui/values'
import { type Segment, segmentPages } from './queries'
import { RuleSentence } from './RuleSentence'
import { subjects } from './registry'

/** The saved selections: rules, not members. */
export function SegmentsPage() {
  const { t } = useTranslation('segments')
  const pages = useInfiniteQuery(segmentPages)
  return (
    <>
      <PageHead title={t('title')}>
        <Create />
      </PageHead>
      <PagedList
        pages={pages}
        empty={
          <Empty icon={IconUsersGroup} title={t('empty.title')} action={<Create />}>
            {t('empty.text')}
          </Empty>
        }
      >
        {(segments) => (
          <Lines>
            {segments.map((segment) => (
              <Saved key={segment.id} segment={segment} />
            ))}
          </Lines>
        )}
      </PagedList>
    </>
  )
}

function Create() {
  const { t } = useTranslation('segments')
  if (!useCan()('segment.write')) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<IconChevronDown size={16} />}>{t('create')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {subjects.map((object) => (
          <MenuLink key={object} to="/segments/new" search={{ object }}>
            {t(`subject.${object}`)}
          </MenuLink>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function Saved({ segment }: { segment: Segment }) {
  const { t } = useTranslation('segments')
  return (
    <Line>
      <Group justify="space-between" gap="xs" align="baseline">
        <AnchorLink to="/segments/$id" params={{ id: String(segment.id) }} fw={600} className="clipped">
          {segment.title}
        </AnchorLink>
        <Group gap="xs" wrap="nowrap">
          <Badge variant="light" color="gray" radius="sm" tt="none">
            {t(`subject.${segment.object}`)}
          </Badge>
          <Text size="xs" c="dimmed">
            <When at={segment.updated_at} />
          </Text>
        </Group>
      </Group>
      <Text size="sm" c="dimmed" lineClamp={2}>
        <RuleSentence subject={segment.object} rule={segment.rule} />
      </Text>
    </Line>
  )
}
