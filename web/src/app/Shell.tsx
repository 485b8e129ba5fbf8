import {
  ActionIcon,
  AppShell,
  Avatar,
  Badge,
  Burger,
  Divider,
  Group,
  Menu,
  ScrollArea,
  Stack,
  Text,
  Tooltip,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLanguage, IconLogout, IconMoon, IconRoute, IconSun, IconUserCircle } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { Fragment, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { fetchAhead } from '@/features/orders/routes'
import { type Language, languages, speak } from '@/i18n'
import { MenuLink, PlaceLink } from '@/ui/links'
import { notifyFault } from '@/ui/notify'
import { DemoBar } from './DemoBar'
import { places } from './navigation'
import classes from './Shell.module.css'
import { useCan, useFirstSteps, useMe } from './session'

/** The frame of every screen: places at the side, the person above. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure(false)
  const { t } = useTranslation('common')
  const me = useMe()
  useFetchedAhead()
  return (
    <AppShell
      header={{ height: me.school.demo ? 80 : 52 }}
      navbar={{ width: 248, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a href="#main" className={classes.skip}>
        {t('shell.skip')}
      </a>
      <AppShell.Header>
        {me.school.demo && <DemoBar />}
        <Group h={51} px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('shell.menu')} />
            <img src="/favicon.svg" width={26} height={26} alt="" />
            <Text fw={650} className="clipped">
              {me.school.name || 'Orderflow'}
            </Text>
          </Group>
          <Group gap={4} wrap="nowrap">
            <LanguageMenu />
            <SchemeSwitch />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs">
        <ScrollArea>
          <Places onGo={close} />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  )
}

/** Fetches the screens that people go to all day while nothing else is to be done. */
function useFetchedAhead() {
  useEffect(() => {
    if (!('requestIdleCallback' in window)) return // Safari
    const idle = requestIdleCallback(() => void fetchAhead())
    return () => cancelIdleCallback(idle)
  }, [])
}

function Places({ onGo }: { onGo: () => void }) {
  const { t } = useTranslation('common')
  const can = useCan()
  const { pathname } = useLocation()
  const open = places
    .map((group) => group.filter(({ right }) => !right || can(right)))
    .filter((group) => group.length > 0)
  return (
    <Stack gap={2} component="nav" aria-label={t('shell.places')}>
      {open.map((group, i) => (
        <Fragment key={group[0]?.name}>
          {i > 0 && <Divider my={6} />}
          {group.map(({ name, to, icon: Icon, useCount }) => (
            <PlaceLink
              key={name}
              to={to}
              label={t(`place.${name}`)}
              leftSection={<Icon size={18} stroke={1.6} />}
              rightSection={useCount && <Waiting useCount={useCount} />}
              active={pathname === to || pathname.startsWith(`${to}/`)}
              onClick={onGo}
              className={classes.place ?? ''}
            />
          ))}
        </Fragment>
      ))}
    </Stack>
  )
}

/** How many things wait at a place; nothing when none do. */
function Waiting({ useCount }: { useCount: () => number }) {
  const { t } = useTranslation('common')
  const count = useCount()
  if (count === 0) return null
  return (
    <Badge
      size="sm"
      circle={count < 10}
      color="orange"
      variant="filled"
      autoContrast
      title={t('shell.waiting', { count })}
    >
      {count > 99 ? '99+' : count}
    </Badge>
  )
}

function LanguageMenu() {
  const { t, i18n } = useTranslation('common')
  const choose = async (language: Language) => {
    if (!(await speak(language))) notifyFault(new Error(t('error.piece')))
  }
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('shell.language')}>
          <IconLanguage size={19} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            onClick={() => void choose(language)}
            fw={i18n.language === language ? 650 : 400}
            lang={language}
          >
            {t(`language.${language}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function SchemeSwitch() {
  const { t } = useTranslation('common')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const dark =
    colorScheme === 'dark' || (colorScheme === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches)
  const Icon = dark ? IconSun : IconMoon
  return (
    <Tooltip label={t(dark ? 'shell.light' : 'shell.dark')}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t(dark ? 'shell.light' : 'shell.dark')}
        onClick={() => setColorScheme(dark ? 'light' : 'dark')}
      >
        <Icon size={19} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  )
}

function PersonMenu() {
  const { t } = useTranslation('common')
  const me = useMe()
  const queries = useQueryClient()
  const go = useNavigate()
  const leave = async () => {
    await value(client.DELETE('/api/v1/session', {}))
    queries.clear()
    await go({ to: '/login' })
  }
  return (
    <Menu width={220}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          radius="xl"
          aria-label={t('shell.person', { name: me.name })}
        >
          <Avatar name={me.name} color="initials" size={28} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" className="clipped">
            {me.name}
          </Text>
          <Text size="xs">{t(`role.${me.role}`)}</Text>
        </Menu.Label>
        <WelcomeLink />
        <MenuLink to="/profile" leftSection={<IconUserCircle size={16} />}>
          {t('shell.profile')}
        </MenuLink>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          {t('shell.logout')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Back to the first steps, and to a demo school that runs. */
function WelcomeLink() {
  const { t } = useTranslation('common')
  const { school } = useMe()
  const can = useCan()
  const first = useFirstSteps()
  if (!first && !(can('settings.write') && school.demo_beside && !school.demo)) return null
  return (
    <MenuLink to="/welcome" leftSection={<IconRoute size={16} />}>
      {t(first ? 'shell.first_steps' : 'shell.demo_school')}
    </MenuLink>
  )
}
