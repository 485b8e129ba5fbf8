import { useQuery } from '@tanstack/react-query'
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { AnchorLink } from '@/ui/links'
import { LoginForm } from './LoginForm'
import { Outside } from './Outside'

/** Whether the installation has its first owner. */
export function useSetup() {
  return useQuery({ queryKey: ['setup'], queryFn: () => value(client.GET('/api/v1/setup')), staleTime: 60_000 })
}

/** The log-in; afterwards back to the page that somebody wanted. */
export function LoginPage() {
  const { t } = useTranslation('account')
  const { next } = useSearch({ from: '/login' })
  const go = useNavigate()
  const setup = useSetup()
  if (setup.data?.needed) return <Navigate to="/setup" replace />
  return (
    <Outside title={t('title')} school={setup.data?.school_name} demo={setup.data?.demo !== undefined}>
      <LoginForm
        key={setup.data?.demo?.email}
        visitor={setup.data?.demo}
        onDone={() => void go({ href: next ?? '/' })}
      />
      <AnchorLink to="/reset" size="sm" mt="md" display="block" ta="center">
        {t('forgotten.link')}
      </AnchorLink>
    </Outside>
  )
}
