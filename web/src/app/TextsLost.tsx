import { type ReactNode, useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/problem'
import { fetchLostTexts, onTextsChange, textsAreLost } from '@/i18n'
import { Failure } from '@/ui/states'

/** Hides a screen whose texts did not come, with what was typed into it, until they have. */
export function TextsLost({ children }: { children: ReactNode }) {
  const { t } = useTranslation('common')
  const lost = useSyncExternalStore(onTextsChange, textsAreLost)
  useEffect(() => {
    if (!lost) return
    const again = () => void fetchLostTexts()
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  }, [lost])
  return (
    <>
      {lost && (
        <Failure
          error={new ApiError({ code: 'connection_lost', detail: t('error.piece') })}
          retry={() => void fetchLostTexts()}
        />
      )}
      <div style={{ display: lost ? 'none' : 'contents' }}>{children}</div>
    </>
  )
}
