import { Alert, Button, Center, Group, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { IconAlertTriangle, IconCloudOff, type IconProps } from '@tabler/icons-react'
import type { ComponentType, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/problem'
import { logInMayOpen } from '@/api/session-end'

/** What stands where there is nothing yet: why, and what to do next. */
export function Empty({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon: ComponentType<IconProps>
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <Center py={64} px="md">
      <Stack align="center" gap="xs" maw={440}>
        <ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
          <Icon size={28} stroke={1.5} />
        </ThemeIcon>
        <Title order={2} ta="center">
          {title}
        </Title>
        {children && (
          <Text c="dimmed" ta="center">
            {children}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  )
}

/** A request failed: what the API says of it, and a way to try again. */
export function Failure({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { t } = useTranslation('common')
  const lost = error instanceof ApiError && error.lost
  const again = () => {
    logInMayOpen()
    retry?.()
  }
  const final = error instanceof ApiError && (error.status === 403 || error.status === 404)
  return (
    <Alert
      role="alert"
      color={lost ? 'yellow' : 'red'}
      icon={lost ? <IconCloudOff /> : <IconAlertTriangle />}
      title={t(lost ? 'error.lost' : 'error.title')}
      my="md"
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{error instanceof Error ? error.message : t('error.unknown')}</Text>
        {retry && !final && (
          <Button size="xs" variant="default" onClick={again}>
            {t('action.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

/** Grey lines in the place of rows that are on their way. */
export function Loading({ lines = 8 }: { lines?: number }) {
  const { t } = useTranslation('common')
  return (
    <Stack gap="sm" py="md" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, i) => (
        <Skeleton key={i} height={28} radius="sm" width={`${96 - ((i * 7) % 23)}%`} />
      ))}
    </Stack>
  )
}

/** The head of a screen: its name, what stands beside it, and what one can do. */
export function PageHead({ title, aside, children }: { title: ReactNode; aside?: ReactNode; children?: ReactNode }) {
  return (
    <Group justify="space-between" align="center" mb="md" gap="sm">
      <Group gap="sm" align="baseline">
        <Title order={1}>{title}</Title>
        {aside}
      </Group>
      {children && <Group gap="xs">{children}</Group>}
    </Group>
  )
}
