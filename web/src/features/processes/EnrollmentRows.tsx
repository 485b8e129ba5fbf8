import { Badge, Checkbox, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { useTemplateTitles } from '@/features/letters/queries'
import { AnchorLink } from '@/ui/links'
import { When } from '@/ui/values'
import classes from './EnrollmentRows.module.css'
import type { Definition } from './outline'
import type { Enrollment } from './queries'
import { blockName } from './words'

interface Rows {
  enrollments: Enrollment[]
  definition: Definition | undefined
  chosen: ReadonlySet<number>
  choose: (ids: ReadonlySet<number>) => void
}

/** Enrollments as rows: who, where, until when. On a phone each is a card. */
export function EnrollmentRows({ enrollments, definition, chosen, choose }: Rows) {
  const { t } = useTranslation('processes')
  const mayAct = useCan()('enrollment.write')
  const ids = enrollments.filter(goesOn).map((e) => e.id)
  const all = ids.length > 0 && ids.every((id) => chosen.has(id))
  const toggle = (id: number) => choose(new Set(chosen.has(id) ? [...chosen].filter((c) => c !== id) : [...chosen, id]))
  return (
    <div role="table" aria-label={t('enrollments.title')}>
      <div className={classes.head} role="row">
        <span role="columnheader">
          {mayAct && ids.length > 0 && (
            <Checkbox
              size="xs"
              aria-label={t('select_all')}
              checked={all}
              indeterminate={!all && chosen.size > 0}
              onChange={() => choose(new Set(all ? [] : ids))}
            />
          )}
        </span>
        {(['object', 'where', 'until', 'began'] as const).map((column) => (
          <span key={column} role="columnheader">
            {t(`column.${column}`)}
          </span>
        ))}
      </div>
      {enrollments.map((enrollment) => (
        <div
          key={enrollment.id}
          className={classes.row}
          role="row"
          {...(chosen.has(enrollment.id) ? { 'data-chosen': true } : {})}
        >
          <span role="cell" className={classes.check}>
            {mayAct && goesOn(enrollment) && (
              <Checkbox
                size="xs"
                aria-label={t('select', { name: enrollment.customer_name || `#${enrollment.id}` })}
                checked={chosen.has(enrollment.id)}
                onChange={() => toggle(enrollment.id)}
              />
            )}
          </span>
          <Who enrollment={enrollment} />
          <Where enrollment={enrollment} definition={definition} />
          <Text role="cell" size="sm" className={classes.when}>
            {enrollment.due && <When at={enrollment.due} />}
            {enrollment.ended_at && <When at={enrollment.ended_at} />}
          </Text>
          <Text role="cell" size="sm" c="dimmed" className={classes.when}>
            <When at={enrollment.created_at} />
          </Text>
        </div>
      ))}
    </div>
  )
}

function goesOn({ state }: Enrollment) {
  return state === 'active' || state === 'failed'
}

function Who({ enrollment }: { enrollment: Enrollment }) {
  const { t } = useTranslation('processes')
  return (
    <div role="cell">
      <AnchorLink
        to="/enrollments/$id"
        params={{ id: String(enrollment.id) }}
        fw={550}
        size="sm"
        c="var(--mantine-color-text)"
        className={classes.link ?? ''}
      >
        {subjectInWords(enrollment, t)}
      </AnchorLink>
      <Text size="xs" c="dimmed" className="clipped">
        {enrollment.subject_kind !== 'customer' && enrollment.customer_name}
      </Text>
    </div>
  )
}

/** Whom or what an enrollment is about. */
export function subjectInWords(
  { subject_kind, subject_id, order_number, customer_name }: Enrollment,
  t: ReturnType<typeof useTranslation<'processes'>>['t'],
): string {
  if (subject_kind === 'order') return t('subject.order', { number: order_number ?? subject_id })
  if (subject_kind === 'purchase') return t('subject.purchase', { id: subject_id })
  return customer_name || `${t('subject.customer')} ${subject_id}`
}

function Where({ enrollment, definition }: { enrollment: Enrollment; definition: Definition | undefined }) {
  const { t } = useTranslation('processes')
  const letter = useTemplateTitles()
  const { state, failure_text, attempt } = enrollment
  return (
    <div role="cell" className={classes.where}>
      <Group gap={6} wrap="nowrap">
        <Text size="sm" className="clipped">
          {blockName(enrollment.block, definition, t, letter)}
        </Text>
        {state !== 'active' && <StateMark state={state} />}
      </Group>
      {state === 'active' || state === 'failed' ? (
        <Text size="xs" c={state === 'failed' ? 'red' : 'dimmed'} lineClamp={2}>
          {failure_text && `${failure_text} · ${t('tries', { count: attempt })}`}
        </Text>
      ) : (
        <Text size="xs" c="dimmed" className="clipped">
          {outcomeInWords(enrollment.outcome, t)}
        </Text>
      )}
    </div>
  )
}

/** How it ended: one of our own outcomes in words, else what the author of the process wrote. */
export function outcomeInWords(outcome: string, t: ReturnType<typeof useTranslation<'processes'>>['t']): string {
  return outcome && t(`outcome.${outcome as 'process_stopped'}`, { defaultValue: outcome })
}

const colours = { active: 'blue', failed: 'red', ended: 'green', stopped: 'gray' } as const

/** How an enrollment stands. */
export function StateMark({ state }: { state: Enrollment['state'] }) {
  const { t } = useTranslation('processes')
  return (
    <Badge variant="light" color={colours[state]} size="sm" radius="sm" tt="none" style={{ flexShrink: 0 }}>
      {t(`enrollment_state.${state}`)}
    </Badge>
  )
}
