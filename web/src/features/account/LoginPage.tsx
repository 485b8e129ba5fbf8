import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useBegin } from '@/app/session'
import { AnchorLink } from '@/ui/links'
import { LoginForm } from './LoginForm'
import { Outside } from './Outside'
import { setup } from './setup'

/** The log-in; afterwards back to the page that somebody wanted. */
export function LoginPage() {
  const { t } = useTranslation('account')
  const { next } = useSearch({ from: '/login' })
  const go = useNavigate()
  const begin = useBegin()
  const visitor = useQuery(setup).data?.demo
  return (
    <Outside title={t('title')}>
      <LoginForm
        key={visitor?.email}
        visitor={visitor}
        onDone={(me) => {
          begin(me)
          void go({ href: next ?? '/' })
        }}
      />
      <AnchorLink to="/reset" size="sm" mt="md" display="block" ta="center">
        {t('forgotten.link')}
      </AnchorLink>
    </Outside>
  )
}
