import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Schemas } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { useBegin } from '@/app/session'

/** A form whose success logs somebody in. */
export function useEntry(enter: () => Promise<Schemas['Me']>) {
  const begin = useBegin()
  const go = useNavigate()
  const entry = useMutation({
    mutationFn: enter,
    onSuccess: (me) => {
      begin(me)
      void go({ to: '/' })
    },
  })
  const faults = faultsByField(entry.error)
  return { entry, faults, general: entry.error && Object.keys(faults).length === 0 ? entry.error.message : undefined }
}
