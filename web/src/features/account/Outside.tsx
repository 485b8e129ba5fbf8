import { Box, Card, Center, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DemoBar } from '@/app/DemoBar'
import { languages, speak } from '@/i18n'
import { setup } from './setup'

/** The frame of pages before the log-in: whose it is, and one card in the middle. */
export function Outside({
  title,
  school,
  children,
}: {
  title: string
  school?: string | undefined
  children: ReactNode
}) {
  const { t, i18n } = useTranslation('common')
  const here = useQuery(setup).data
  return (
    <>
      {here?.demo && <DemoBar />}
      <Center mih="100dvh" px="md" py="xl" component="main">
        <Stack w="100%" maw={400} gap="lg">
          <Group justify="center" gap="sm">
            <img src="/favicon.svg" width={34} height={34} alt="" />
            <Text fw={700} size="xl">
              {school || here?.school_name || 'Orderflow'}
            </Text>
          </Group>
          <Card withBorder padding="xl" radius="lg" shadow="sm">
            <Title order={1} mb="lg">
              {title}
            </Title>
            {children}
          </Card>
          <Group justify="center" gap="lg">
            {languages.map((language) => (
              <Box
                key={language}
                component="button"
                type="button"
                lang={language}
                bg="none"
                bd="none"
                c={i18n.language === language ? 'bright' : 'dimmed'}
                fz="sm"
                style={{ cursor: 'pointer' }}
                onClick={() => void speak(language)}
              >
                {t(`language.${language}`)}
              </Box>
            ))}
          </Group>
        </Stack>
      </Center>
    </>
  )
}
