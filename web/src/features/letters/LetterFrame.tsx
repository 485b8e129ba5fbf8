import { useEffect, useRef, useState } from 'react'

/**
 * A letter's HTML as a mail client shows it. The frame's page comes from the
 * server with a policy of its own, under which the letter's styles work and no
 * script runs; we write the letter into it.
 */
export function LetterFrame({ html, title, narrow }: { html: string; title: string; narrow?: boolean }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [loaded, load] = useState(0)
  const [height, setHeight] = useState(420)
  useEffect(() => {
    const page = loaded > 0 ? frame.current?.contentDocument : undefined
    if (!page) return
    page.documentElement.innerHTML = html
    const outside = page.createElement('base')
    outside.target = '_blank'
    page.head.prepend(outside)
    const measure = () => setHeight(Math.min(Math.max(page.body.scrollHeight, 160), 4000))
    const watch = new ResizeObserver(measure)
    watch.observe(page.body)
    measure()
    return () => watch.disconnect()
  }, [html, loaded])
  return (
    <iframe
      ref={frame}
      src="/letters/frame"
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      title={title}
      onLoad={() => load((n) => n + 1)}
      style={{
        display: 'block',
        width: narrow ? 360 : '100%',
        maxWidth: '100%',
        height,
        margin: '0 auto',
        border: 0,
        background: '#fff',
      }}
    />
  )
}
