import {
  Alert,
  Button,
  Card,
  Input,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, type Schemas, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { templates, useTemplateTitles } from '@/features/letters/queries'
import { BackLink } from '@/ui/links'
import { Failure, Loading, PageHead } from '@/ui/states'
import { blank, type Subject } from './definition'
import { offers, processTemplates } from './queries'

type Template = Schemas['ProcessTemplate']
type Parameter = Template['parameters'][number]
type NewProcess = Schemas['NewProcess']

/** A process to start from, or an empty one (PRC-13). */
export function NewProcessPage() {
  const { t, i18n } = useTranslation('canvas')
  const found = useQuery(processTemplates(i18n.language))
  return (
    <>
      <BackLink to="/processes">{t('back')}</BackLink>
      <PageHead title={t('new.title')} />
      {found.isPending && <Loading />}
      {found.error && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data && (
        <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
          {found.data.map((template) => (
            <TemplateCard key={template.code} template={template} />
          ))}
          <EmptyCard />
        </SimpleGrid>
      )}
    </>
  )
}

/** Makes the draft, and goes to its picture. */
function useCreate() {
  const go = useNavigate()
  const queries = useQueryClient()
  const attempt = useAttempt()
  return useMutation({
    mutationFn: (body: NewProcess) =>
      value(
        client.POST('/api/v1/processes', { params: { header: { 'Idempotency-Key': attempt.keyFor(body) } }, body }),
      ),
    onSuccess: (made) => {
      attempt.done()
      void queries.invalidateQueries({ queryKey: ['processes'] })
      void go({ to: '/processes/$id', params: { id: String(made.id) }, search: {} })
    },
  })
}

function Form({
  title,
  about,
  submit,
  error,
  busy,
  children,
}: {
  title: string
  about: string
  submit: () => void
  error: Error | null
  busy: boolean
  children: ReactNode
}) {
  const { t } = useTranslation('canvas')
  return (
    <Card withBorder component="section" aria-label={title}>
      <form
        style={{ height: '100%' }}
        onSubmit={(e) => {
          e.preventDefault()
          submit()
        }}
      >
        <Stack h="100%" justify="space-between">
          <Stack gap="xs">
            <Title order={2} size="h3">
              {title}
            </Title>
            <Text size="sm" c="dimmed">
              {about}
            </Text>
            {children}
            {error && (
              <Alert color="red" role="alert">
                {error.message}
              </Alert>
            )}
          </Stack>
          <Button type="submit" variant="light" loading={busy} style={{ alignSelf: 'flex-start' }}>
            {t('new.start')}
          </Button>
        </Stack>
      </form>
    </Card>
  )
}

function TemplateCard({ template }: { template: Template }) {
  const [values, setValues] = useState<Record<string, unknown>>({})
  const create = useCreate()
  const faults = faultsByField(create.error)
  return (
    <Form
      title={template.title}
      about={template.about}
      busy={create.isPending}
      error={
        create.error && Object.keys(faults).some((f) => template.parameters.some((p) => p.name === f))
          ? null
          : create.error
      }
      submit={() => create.mutate({ template: template.code, values })}
    >
      {template.parameters.map((parameter) => (
        <ParameterInput
          key={parameter.name}
          parameter={parameter}
          value={values[parameter.name] ?? parameter.default}
          fault={faults[parameter.name]}
          onChange={(v) => setValues({ ...values, [parameter.name]: v })}
        />
      ))}
    </Form>
  )
}

function ParameterInput({
  parameter,
  value: now,
  fault,
  onChange,
}: {
  parameter: Parameter
  value: unknown
  fault: string | undefined
  onChange: (value: unknown) => void
}) {
  const choices = useParameterChoices(parameter)
  const common = { label: parameter.title, size: 'sm' as const, error: fault }
  if (typeof parameter.default === 'number')
    return (
      <NumberInput
        {...common}
        min={0}
        max={365}
        decimalScale={0}
        styles={{ wrapper: { maxWidth: 160 } }}
        value={Number(now)}
        onChange={(n) => typeof n === 'number' && onChange(n)}
      />
    )
  if (!choices)
    return (
      <TextInput
        {...common}
        value={String(now ?? '')}
        maxLength={200}
        onChange={(e) => onChange(e.currentTarget.value)}
      />
    )
  const known = choices.some((c) => c.value === now)
  return (
    <Select
      {...common}
      searchable={choices.length > 6}
      allowDeselect={false}
      value={known ? String(now) : null}
      data={choices}
      onChange={(v) => v && onChange(v)}
    />
  )
}

/** What exists for the parameters that name something: letters and offers. */
function useParameterChoices({ name }: Parameter): { value: string; label: string }[] | undefined {
  const titled = useTemplateTitles()
  const letters = useQuery({ ...templates, enabled: name === 'letter' }).data
  const sold = useQuery({ ...offers, enabled: name === 'offer' }).data
  if (name === 'offer') return sold?.map((o) => ({ value: o.code, label: o.title }))
  if (name !== 'letter' || !letters) return undefined
  const codes = [...new Set(letters.map((l) => l.code))]
  return codes.map((code) => ({
    value: code,
    label: titled(code),
  }))
}

const subjects = ['order', 'customer', 'purchase'] as const

function EmptyCard() {
  const { t } = useTranslation('canvas')
  const [subject, setSubject] = useState<Subject>('order')
  const [title, setTitle] = useState('')
  const create = useCreate()
  return (
    <Form
      title={t('new.empty')}
      about={t('new.empty_text')}
      busy={create.isPending}
      error={create.error}
      submit={() => create.mutate({ definition: blank(title.trim() || t('new.untitled'), subject) })}
    >
      <TextInput
        label={t('new.name')}
        placeholder={t('new.untitled')}
        value={title}
        maxLength={200}
        onChange={(e) => setTitle(e.currentTarget.value)}
      />
      <Stack gap={4} align="flex-start" role="group" aria-label={t('new.about')}>
        <Input.Label component="div">{t('new.about')}</Input.Label>
        <SegmentedControl
          size="xs"
          aria-label={t('new.about')}
          value={subject}
          onChange={(s) => setSubject(s as Subject)}
          data={subjects.map((s) => ({ value: s, label: t(`subject.${s}`) }))}
        />
      </Stack>
    </Form>
  )
}
