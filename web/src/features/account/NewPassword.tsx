import { PasswordInput, Progress, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Props {
  label: string
  value: string
  onChange: (password: string) => void
  error: string | undefined
}

const least = 10

/** A new password: how long it must be is said while one types. */
export function NewPassword({ label, value, onChange, error }: Props) {
  const { t } = useTranslation('account')
  const left = least - [...value].length
  return (
    <div>
      <PasswordInput
        label={label}
        autoComplete="new-password"
        required
        value={value}
        error={error}
        onChange={(e) => onChange(e.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('show') }}
      />
      <Progress
        value={Math.min(100, ([...value].length / least) * 100)}
        size={3}
        mt={6}
        color={left > 0 ? 'yellow' : 'green'}
        aria-label={t('length')}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {left > 0 ? t('longer', { count: left }) : t('long_enough')}
      </Text>
    </div>
  )
}
