import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { LongText } from '@/ui/LongText'
import { useMoney } from '@/ui/values'
import { type Decision, moneyKeys } from './queries'
import { type Answer, allowedAnswers } from './words'

/** The decisions that the API allows; each says what follows before it is made. */
export function Answers({ decision }: { decision: Decision }) {
  const { t } = useTranslation('money')
  const [chosen, choose] = useState<Answer>()
  const close = () => choose(undefined)
  return (
    <Group gap="xs">
      {allowedAnswers(decision).map((answer, i) => (
        <Button key={answer} size="xs" variant={i === 0 ? 'light' : 'default'} onClick={() => choose(answer)}>
          {t(`answer.${answer}`)}
        </Button>
      ))}
      <Modal opened={chosen !== undefined} onClose={close} title={chosen && t(`answer.${chosen}`)} centered>
        {chosen && <Confirmation decision={decision} answer={chosen} close={close} />}
      </Modal>
    </Group>
  )
}

function Confirmation({ decision, answer, close }: { decision: Decision; answer: Answer; close: () => void }) {
  const { t } = useTranslation(['money', 'common'])
  const write = useMoney()
  const queries = useQueryClient()
  const attempt = useAttempt()
  const [comment, setComment] = useState('')
  const resolve = useMutation({
    mutationFn: () => {
      const body = { resolution: answer, ...(comment.trim() ? { comment: comment.trim() } : {}) }
      const headers = { 'Idempotency-Key': attempt.keyFor({ id: decision.id, ...body }) }
      return value(
        client.POST('/api/v1/decisions/{id}/resolve', { params: { path: { id: decision.id } }, body, headers }),
      )
    },
    onSuccess: () => {
      attempt.done()
      close()
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: moneyKeys.all })
      void queries.invalidateQueries({ queryKey: ['orders'] })
      if (decision.order_id) void queries.invalidateQueries({ queryKey: ['order', decision.order_id] })
    },
  })
  const faults = faultsByField(resolve.error)
  return (
    <Stack>
      <Text size="sm">
        {t(`consequence.${answer}`, {
          sum: write(decision.amount, decision.currency),
          number: decision.order_number ?? '—',
        })}
      </Text>
      <LongText
        label={t('comment')}
        description={t('comment_help')}
        value={comment}
        onChange={setComment}
        maxLength={4000}
        error={faults.comment}
      />
      {resolve.error && !faults.comment && (
        <Alert color="orange" role="alert">
          {resolve.error.message}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          {t('common:action.cancel')}
        </Button>
        <Button loading={resolve.isPending} onClick={() => resolve.mutate()} data-autofocus>
          {t(`answer.${answer}`)}
        </Button>
      </Group>
    </Stack>
  )
}
