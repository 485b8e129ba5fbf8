import { SegmentedControl } from '@mantine/core'
import { useRef, useState } from 'react'
import { AddDialog } from './AddDialog'
import { Canvas } from './Canvas'
import { ConnectDialog } from './ConnectDialog'
import type { Behind } from './edits'
import { Outline } from './Outline'
import { Palette } from './Palette'
import classes from './Panels.module.css'
import { SidePanel } from './SidePanel'
import { Toolbar } from './Toolbar'
import { useDesk, useWords } from './useEditor'

/** The picture with what one puts down at its left, and what is chosen at its right. */
export function CanvasTab() {
  const { editor } = useDesk()
  const { t } = useWords()
  const [behind, add] = useState<Behind>()
  const [from, connectFrom] = useState<string>()
  const search = useRef<HTMLInputElement>(null)
  const side = useRef<HTMLDivElement>(null)
  const edit = () =>
    requestAnimationFrame(() =>
      side.current?.querySelector<HTMLElement>('input:not([disabled]), textarea:not([disabled]), button')?.focus(),
    )
  return (
    <div className={classes.room}>
      <div className={`${classes.side} ${classes.left}`}>
        <Left />
      </div>
      <div className={classes.middle}>
        <Toolbar search={search} />
        <div className={classes.picture}>
          <Canvas add={add} connectFrom={connectFrom} search={() => search.current?.focus()} edit={edit} />
        </div>
      </div>
      <div
        ref={side}
        className={classes.side}
        role="group"
        aria-label={t('panel.side')}
        onKeyDown={(e) => {
          const { at } = editor.get()
          if (e.key === 'Escape' && at !== undefined && !e.defaultPrevented) editor.go(at)
        }}
      >
        <SidePanel />
      </div>
      <AddDialog behind={behind} close={() => add(undefined)} />
      <ConnectDialog from={from} close={() => connectFrom(undefined)} />
    </div>
  )
}

function Left() {
  const { t } = useWords()
  const { editor } = useDesk()
  const [look, setLook] = useState<'blocks' | 'list'>(editor.readOnly ? 'list' : 'blocks')
  return (
    <>
      {!editor.readOnly && (
        <SegmentedControl
          size="xs"
          fullWidth
          mb="sm"
          aria-label={t('left.label')}
          value={look}
          onChange={setLook}
          data={[
            { value: 'blocks', label: t('left.blocks') },
            { value: 'list', label: t('left.list') },
          ]}
        />
      )}
      {look === 'blocks' ? <Palette /> : <Outline />}
    </>
  )
}
