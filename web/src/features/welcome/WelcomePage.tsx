import { Alert, Anchor, Button, Card, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { meKey, useCan, useMe } from '@/app/session'
import { mail } from '@/features/settings/queries'
import { AnchorLink, ButtonLink } from '@/ui/links'
import { Failure, Loading, PageHead } from '@/ui/states'
import { Money } from '@/ui/values'
import { DemoCard } from './DemoCard'
import { OfferForm, OrderForm } from './forms'
import { firstOrder, progress, startReminders, useStep } from './queries'

/** From an empty school to an order that is paid: what is done stands as done. */
export function WelcomePage() {
  const { t } = useTranslation('welcome')
  const { school } = useMe()
  const can = useCan()
  const now = useQuery(progress)
  return (
    <Stack maw={720} gap="md">
      <PageHead title={t('title', { school: school.name })} />
      <Text c="dimmed" mt={-12}>
        {t(now.data?.works ? 'works' : 'text')}
      </Text>
      {now.isPending && <Loading lines={6} />}
      {now.error && <Failure error={now.error} retry={() => void now.refetch()} />}
      {now.data && !now.data.works && (
        <>
          <Step number={1} title={t('offer.title')} about={t('offer.text')} done={now.data.offer?.title}>
            <OfferForm />
          </Step>
          <Step number={2} title={t('process.title')} about={t('process.text')} done={now.data.process?.title}>
            <Reminders />
          </Step>
          <Step
            number={3}
            title={t('order.title')}
            about={<OrderAbout />}
            done={now.data.order && t('order.done', { number: now.data.order.number })}
          >
            {now.data.offer ? <OrderForm offer={now.data.offer} /> : <Text c="dimmed">{t('order.first_offer')}</Text>}
          </Step>
          <Payment order={now.data.order?.id} />
        </>
      )}
      {can('settings.write') && !school.demo && <DemoCard />}
      <Group>
        <ButtonLink to="/orders" variant="subtle">
          {t('to_orders')}
        </ButtonLink>
      </Group>
    </Stack>
  )
}

function Step({
  number,
  title,
  about,
  done,
  children,
}: {
  number: number
  title: string
  about: ReactNode
  done: string | undefined
  children: ReactNode
}) {
  const { t } = useTranslation('welcome')
  return (
    <Card withBorder radius="lg" padding="lg" component="section" aria-label={title}>
      <Group align="flex-start" wrap="nowrap" gap="md">
        <ThemeIcon radius="xl" size={34} variant={done ? 'filled' : 'light'} color={done ? 'green' : 'ocean'}>
          {done ? <IconCheck size={18} aria-label={t('done')} /> : <Text fw={650}>{number}</Text>}
        </ThemeIcon>
        <Stack gap="sm" flex={1} miw={0}>
          <Title order={2} mt={4}>
            {title}
          </Title>
          {done ? <Text style={{ overflowWrap: 'anywhere' }}>{done}</Text> : <Text c="dimmed">{about}</Text>}
          {!done && children}
        </Stack>
      </Group>
    </Card>
  )
}

function Reminders() {
  const { t } = useTranslation('welcome')
  const start = useStep(startReminders)
  return (
    <Stack gap="sm" align="flex-start">
      {start.error && <Failure error={start.error} />}
      <Button onClick={() => start.mutate(undefined)} loading={start.isPending}>
        {t('process.start')}
      </Button>
    </Stack>
  )
}

/** How letters leave, as far as one may know it. */
function useMailServer() {
  const can = useCan()
  return useQuery({ ...mail, enabled: can('settings.write') }).data?.server
}

/** The first order brings a letter, which a trial run keeps on this machine. */
function OrderAbout() {
  const { t } = useTranslation('welcome')
  return t(useMailServer()?.captured ? 'order.captured' : 'order.text')
}

/** Where the letter of the first order can be read when it went nowhere. */
function Letters() {
  const { t } = useTranslation('welcome')
  const address = useMailServer()?.captured_at
  if (!address) return null
  return (
    <Anchor href={address} target="_blank" rel="noreferrer" size="sm">
      {t('order.letters')}
    </Anchor>
  )
}

/** The last step: the payment page in another tab, and here how the order learns of it. */
function Payment({ order: id }: { order: number | undefined }) {
  const { t } = useTranslation(['welcome', 'common'])
  const order = useQuery({ ...firstOrder(id ?? 0), enabled: id !== undefined })
  const paid = order.data?.paid_in_full ? order.data : undefined
  const done = paid !== undefined
  const queries = useQueryClient()
  useEffect(() => {
    if (done) void queries.invalidateQueries({ queryKey: meKey }) // the first steps are behind us
  }, [done, queries])
  return (
    <Step
      number={4}
      title={t('pay.title')}
      about={t('pay.text')}
      done={
        paid
          ? t(paid.cost === 0 ? 'pay.free' : 'pay.done', { status: t(`common:status.${paid.status as 'payed'}`) })
          : undefined
      }
    >
      {order.error && <Failure error={order.error} retry={() => void order.refetch()} />}
      {order.data && (
        <Group>
          <Button component="a" href={order.data.payment_link} target="_blank" rel="noreferrer">
            {t('pay.open')}
          </Button>
          <Text c="dimmed" role="status">
            {t('pay.waiting')} <Money amount={order.data.left} currency={order.data.currency} />
          </Text>
        </Group>
      )}
      {order.data && (
        <Group gap="lg">
          <AnchorLink to="/orders/$id" params={{ id: String(order.data.id) }} size="sm">
            {t('pay.card')}
          </AnchorLink>
          <Letters />
        </Group>
      )}
      {id === undefined && <Alert color="gray">{t('pay.first_order')}</Alert>}
    </Step>
  )
}
