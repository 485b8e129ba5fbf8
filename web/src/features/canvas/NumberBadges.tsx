import { useNavigate } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import type { BlockNumbers } from '@/features/processes/numbers'
import classes from './Canvas.module.css'
import { useDesk, useWords } from './useEditor'

/** Who waits, has passed and failed at a block; a click lists them (PRC-11). */
export function NumberBadges({ block, numbers }: { block: string; numbers: BlockNumbers }) {
  const { id } = useDesk()
  const { t } = useWords()
  const go = useNavigate()
  const shown = (['waiting', 'passed', 'failed'] as const).filter((state) => numbers[state] > 0)
  // Plain links: hundreds of the router's own would each listen to it.
  return (
    <div className={`${classes.numbers} nodrag nopan`}>
      {shown.map((state) => (
        <a
          key={state}
          className={classes.number}
          data-which={state}
          href={`/processes/${id}/enrollments?block=${block}&state=${state}`}
          onClick={(e: MouseEvent) => {
            if (e.ctrlKey || e.metaKey || e.shiftKey) return
            e.preventDefault()
            void go({ to: '/processes/$id/enrollments', params: { id: String(id) }, search: { block, state } })
          }}
        >
          {t(`numbers.${state}`, { count: numbers[state] })}
        </a>
      ))}
    </div>
  )
}
