import { Alert, Card, Grid, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { AnchorLink, BackLink } from '@/ui/links'
import { Row } from '@/ui/Panel'
import { Failure, Loading, PageHead } from '@/ui/states'
import { When } from '@/ui/values'
import { LetterState, Trouble, Why } from './LetterList'
import { LetterView } from './LetterView'
import { type LetterText, oneLetter, useTemplateTitles } from './queries'

/** One letter: its text, its cause, its way. */
export function LetterPage() {
  const { t } = useTranslation('letters')
  const { id } = useParams({ from: '/inside/letters/$id' })
  const letter = useQuery(oneLetter(Number(id)))
  const title = useTemplateTitles()
  return (
    <>
      <BackLink to="/letters">{t('back')}</BackLink>
      {letter.isPending && <Loading />}
      {letter.error && <Failure error={letter.error} retry={() => void letter.refetch()} />}
      {letter.data && (
        <>
          <PageHead title={title(letter.data.template)} aside={<LetterState letter={letter.data} />} />
          <Grid gap="md">
            <Grid.Col span={{ base: 12, lg: 8 }}>
              <Content letter={letter.data} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 4 }}>
              <About letter={letter.data} />
            </Grid.Col>
          </Grid>
        </>
      )}
    </>
  )
}

function Content({ letter }: { letter: LetterText }) {
  const { t } = useTranslation('letters')
  if (letter.source === 'none') return <Alert color="gray">{t('source.none')}</Alert>
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t(`source.${letter.source}`)}
      </Text>
      <LetterView letter={letter} to={letter.recipient || letter.customer.email} />
    </Stack>
  )
}

function About({ letter }: { letter: LetterText }) {
  const { t } = useTranslation(['letters', 'order'])
  const title = useTemplateTitles()
  return (
    <Card withBorder radius="lg">
      <Stack gap="xs">
        <Row label={t('about.customer')}>{letter.customer.name || letter.customer.email}</Row>
        {letter.order_id && (
          <Row label={t('about.order')}>
            <AnchorLink to="/orders/$id" params={{ id: String(letter.order_id) }} size="sm">
              {t('order:title', { number: letter.order_number })}
            </AnchorLink>
          </Row>
        )}
        <Row label={t('about.template')}>
          <AnchorLink to="/letters/templates/$code" params={{ code: letter.template }} size="sm">
            {title(letter.template)}
          </AnchorLink>
        </Row>
        <Row label={t('about.kind')}>{t(`kind.${letter.kind}`)}</Row>
        <Row label={t('about.written')}>
          <When at={letter.created_at} />
        </Row>
        {letter.sent_at && (
          <Row label={t('about.sent')}>
            <When at={letter.sent_at} />
          </Row>
        )}
        <div>
          <Text size="sm" c="dimmed">
            {t('about.why')}
          </Text>
          <Why letter={letter} />
          <Trouble letter={letter} />
        </div>
      </Stack>
    </Card>
  )
}
