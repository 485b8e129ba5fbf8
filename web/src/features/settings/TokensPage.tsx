import { Alert, Badge, Button, Code, CopyButton, Group, Modal, Stack, Table, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconCheck, IconCopy, IconKey, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { useMe } from '@/app/session'
import { Empty } from '@/ui/states'
import { When } from '@/ui/values'
import { ListPart, ListTable } from './ListPart'
import { settingKeys, tokens, useAct } from './queries'
import { TokenForm } from './TokenForm'

type Token = Schemas['Token']

/** The keys with which programs work in one's name. */
export function TokensPage() {
  const { t } = useTranslation('settings')
  const me = useMe()
  const list = useQuery({ ...tokens(me.id), select: inForce })
  const [making, make] = useState(false)
  const [made, show] = useState<Schemas['SecretToken']>()
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => make(true)}>
      {t('token.create')}
    </Button>
  )
  return (
    <>
      <ListPart
        title={t('section.tokens')}
        about={t('token.about')}
        action={list.data && list.data.length > 0 && create}
        list={list}
        lines={3}
        empty={
          <Empty icon={IconKey} title={t('token.empty_title')} action={create}>
            {t('token.empty_text')}
          </Empty>
        }
        above={made?.token && <Secret token={made} close={() => show(undefined)} />}
      >
        {(rows) => (
          <ListTable
            minWidth={560}
            columns={[
              { title: t('token.title') },
              { title: t('token.scopes') },
              { title: t('token.expires') },
              { title: t('token.used') },
              {},
            ]}
          >
            {rows.map((token) => (
              <Line key={token.id} token={token} />
            ))}
          </ListTable>
        )}
      </ListPart>
      <Modal opened={making} onClose={() => make(false)} title={t('token.create')} size="lg" centered>
        <TokenForm
          close={() => make(false)}
          done={(token) => {
            make(false)
            show(token)
          }}
        />
      </Modal>
    </>
  )
}

/** Those that have not been taken back, the newest first. */
const inForce = (all: Token[]) => all.filter((token) => !token.revoked_at).toReversed()

function Line({ token }: { token: Token }) {
  const { t } = useTranslation('settings')
  const revoke = useAct(
    () => value(client.DELETE('/api/v1/tokens/{id}', { params: { path: { id: token.id } } })),
    [settingKeys.tokens],
  )
  const ask = () =>
    modals.openConfirmModal({
      title: t('token.revoke_title', { title: token.title }),
      children: <Text size="sm">{t('token.revoke_text')}</Text>,
      labels: { confirm: t('token.revoke'), cancel: t('token.keep') },
      confirmProps: { color: 'red' },
      onConfirm: () => revoke.mutate(undefined),
    })
  return (
    <Table.Tr>
      <Table.Td fw={550}>{token.title}</Table.Td>
      <Table.Td>{token.scopes ? t('token.some', { count: token.scopes.length }) : t('token.all')}</Table.Td>
      <Table.Td>
        {!token.in_force ? (
          <Badge variant="light" color="gray" tt="none">
            {t('token.over')}
          </Badge>
        ) : token.expires_at ? (
          <When at={token.expires_at} />
        ) : (
          t('token.forever')
        )}
      </Table.Td>
      <Table.Td>
        {token.last_used_at ? (
          <When at={token.last_used_at} relative />
        ) : (
          <Text span inherit c="dimmed">
            {t('token.never')}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        <Button size="compact-sm" variant="subtle" color="red" loading={revoke.isPending} onClick={ask}>
          {t('token.revoke')}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}

/** The secret of a new token: shown this once. */
function Secret({ token, close }: { token: Schemas['SecretToken']; close: () => void }) {
  const { t } = useTranslation(['settings', 'common'])
  return (
    <Alert color="green" role="status" title={t('token.made', { title: token.title })} mb="md">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('token.once')}</Text>
        <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }} w="100%">
          {token.token}
        </Code>
        <Group gap="xs">
          <CopyButton value={token.token ?? ''}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                {...(copied ? { color: 'green' } : {})}
                leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                onClick={copy}
              >
                {t(copied ? 'common:action.copied' : 'common:action.copy')}
              </Button>
            )}
          </CopyButton>
          <Button size="xs" variant="default" onClick={close}>
            {t('token.kept')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
