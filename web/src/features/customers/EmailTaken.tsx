import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/problem'
import { AnchorLink } from '@/ui/links'

/** What is wrong with an e-mail; when it is somebody's already, a way to them (CUS-1). */
export function EmailTaken({ error, fault }: { error: unknown; fault: string | undefined }) {
  const { t } = useTranslation('customers')
  if (!fault) return null
  const holder = error instanceof ApiError && error.code === 'already_exists' ? error.params.id : undefined
  return (
    <>
      {fault}{' '}
      {typeof holder === 'number' && (
        <AnchorLink to="/customers/$id" params={{ id: String(holder) }} inherit>
          {t('open_holder')}
        </AnchorLink>
      )}
    </>
  )
}
