import { Box, Card, Divider, Flex, SimpleGrid, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useLocation } from '@tanstack/react-router'
import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/app/session'
import { AnchorLink, CardLink, PlaceLink } from '@/ui/links'
import { PageHead } from '@/ui/states'
import { narrow, openSections } from './sections'

/** The frame of the settings: their parts at the side, one of them open. */
export function SettingsPage({ children }: { children?: ReactNode }) {
  const { t } = useTranslation('settings')
  const phone = useMediaQuery(narrow)
  const { pathname } = useLocation()
  const part = /^\/settings\/[^/]+\/?$/.test(pathname)
  return (
    <>
      {phone && part && (
        <AnchorLink to="/settings" size="sm" c="dimmed">
          ← {t('title')}
        </AnchorLink>
      )}
      <Flex gap="xl" align="flex-start">
        {!phone && <Sections />}
        <Box flex={1} miw={0} maw={1080}>
          {children}
        </Box>
      </Flex>
    </>
  )
}

function Sections() {
  const { t } = useTranslation('settings')
  const { pathname } = useLocation()
  const { rights } = useMe()
  return (
    <Stack gap={2} component="nav" aria-label={t('title')} w={210} flex="0 0 auto" pos="sticky" top={68}>
      {openSections(rights).map((group, i) => (
        <Fragment key={group[0]?.name}>
          {i > 0 && <Divider my={6} />}
          {group.map(({ name, to, icon: Icon }) => (
            <PlaceLink
              key={name}
              to={to}
              label={t(`section.${name}`)}
              leftSection={<Icon size={17} stroke={1.6} />}
              active={pathname === to || pathname.startsWith(`${to}/`)}
              style={{ borderRadius: 'var(--mantine-radius-md)' }}
            />
          ))}
        </Fragment>
      ))}
    </Stack>
  )
}

/** What stands at /settings on a phone: the list of parts. */
export function SettingsStart() {
  const { t } = useTranslation('settings')
  const groups = openSections(useMe().rights)
  return (
    <>
      <PageHead title={t('title')} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        {groups.flat().map(({ name, to, icon: Icon }) => (
          <CardLink key={name} to={to} withBorder padding="sm" c="var(--mantine-color-text)">
            <Flex gap="sm" align="center">
              <Icon size={20} stroke={1.6} />
              <div>
                <Text fw={550}>{t(`section.${name}`)}</Text>
                <Text size="xs" c="dimmed">
                  {t(`about.${name}`)}
                </Text>
              </div>
            </Flex>
          </CardLink>
        ))}
      </SimpleGrid>
    </>
  )
}

/** The card in which a form of the settings stands. */
export function Sheet({ children }: { children: ReactNode }) {
  return (
    <Card withBorder radius="lg" padding="lg" maw={780}>
      {children}
    </Card>
  )
}
