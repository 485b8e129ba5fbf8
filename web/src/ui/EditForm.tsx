import { Alert, Button, Fieldset, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Edit } from './edit'
import { Leaving } from './Leaving'

interface Props<F extends object> {
  edit: Edit<F>
  /** The person may look and not change. */
  locked?: boolean
  /** The fields by their names, for a conflict. */
  names: Partial<Record<keyof F & string, string>>
  /** Makes something new. */
  fresh?: boolean
  /** What the button says instead of "save" or "create". */
  submit?: string
  /** What is missing before it can be made, in words. */
  missing?: string | undefined
  /** Who changed it meanwhile, when that is known. */
  rival?: string | undefined
  children: ReactNode
}

/** The frame of a form over something that exists: its fields, faults, conflict, and the buttons. */
export function EditForm<F extends object>({
  edit,
  locked = false,
  names,
  fresh = false,
  submit,
  missing,
  rival,
  children,
}: Props<F>) {
  const { t } = useTranslation('common')
  const general = edit.error && Object.keys(edit.faults).length === 0
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (edit.touched && !edit.saving) edit.submit()
      }}
    >
      <Stack gap="md">
        {edit.conflict && <Conflict edit={edit} names={names} rival={rival} />}
        {general && (
          <Alert color="red" role="alert">
            {edit.error?.message}
          </Alert>
        )}
        <Fieldset variant="unstyled" disabled={locked}>
          {children}
        </Fieldset>
        {!locked && (
          <Group>
            <Button type="submit" loading={edit.saving} disabled={!edit.touched}>
              {submit ?? t(fresh ? 'action.create' : 'action.save')}
            </Button>
            {edit.touched && (
              <Button variant="subtle" color="gray" onClick={edit.reset}>
                {t('edit.undo')}
              </Button>
            )}
            {missing && (
              <Text size="sm" c="dimmed">
                {missing}
              </Text>
            )}
          </Group>
        )}
      </Stack>
      <Leaving when={edit.touched && !edit.saving} />
    </form>
  )
}

function Conflict<F extends object>({ edit, names, rival }: Pick<Props<F>, 'edit' | 'names' | 'rival'>) {
  const { t, i18n } = useTranslation('common')
  const list = new Intl.ListFormat(i18n.language)
  const fields = edit.conflict?.fields.map((field) => names[field] ?? field) ?? []
  return (
    <Alert color="orange" role="alert" title={t('error.conflict')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {rival && `${t('edit.rival', { name: rival })} `}
          {fields.length > 0 ? t('edit.changed', { fields: list.format(fields) }) : t('edit.changed_else')}
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={edit.conflict?.yield}>
            {t('edit.yield')}
          </Button>
          <Button size="xs" color="orange" variant="light" onClick={edit.conflict?.insist}>
            {t('edit.insist')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
