import { getDefaultZIndex, Modal } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

const opened: (() => void)[] = []

// Every open dialog, menu and picker listens for Escape; this was there before all of them, and keeps the key to itself.
window.addEventListener(
  'keydown',
  (event) => {
    const close = opened.at(-1)
    if (event.key !== 'Escape' || event.isComposing || !close) return
    event.stopImmediatePropagation()
    close()
  },
  { capture: true },
)

const stay = () => {}

interface Props {
  open: boolean
  title: string
  /** The same function each time; without it there is no way back to the page. */
  close?: () => void
  children: ReactNode
}

/** A dialog above everything else, whatever is open; Escape reaches it alone. */
export function Topmost({ open, title, close, children }: Props) {
  const leave = close ?? stay
  useEffect(() => {
    if (!open) return
    opened.push(leave)
    return () => void opened.splice(opened.lastIndexOf(leave), 1)
  }, [open, leave])
  return (
    <Modal
      opened={open}
      onClose={leave}
      title={title}
      withCloseButton={close !== undefined}
      closeOnEscape={false}
      zIndex={getDefaultZIndex('max')}
      centered
    >
      {children}
    </Modal>
  )
}
