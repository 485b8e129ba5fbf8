import { useTranslation } from 'react-i18next'
import { answers } from '@/api/fetched'
import { ApiError } from '@/api/problem'
import { Failure } from '@/ui/states'

/** Stands where a screen could not be fetched, or broke. */
export function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation('common')
  const shown = error instanceof ApiError ? error : new Error(t('error.unknown'))
  return <Failure error={shown} retry={() => void reload()} />
}

/** A new page has a new program, too, when that is why a piece was not there. Without a connection this one stays. */
async function reload() {
  if (await answers()) window.location.reload()
}
