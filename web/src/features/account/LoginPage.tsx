import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { LoginForm } from './LoginForm'
import { Outside } from './Outside'

/** The log-in; afterwards back to the page that somebody wanted. */
export function LoginPage() {
  const { t } = useTranslation('account')
  const { next } = useSearch({ from: '/login' })
  const go = useNavigate()
  return (
    <Outside title={t('title')}>
      <LoginForm onDone={() => void go({ href: next ?? '/' })} />
    </Outside>
  )
}
