import { describe, expect, test } from 'vitest'
import type { Doc } from './definition'
import { addBlock, connect, copy, editBlock, paste, readClip, remove } from './edits'
import { doc, vocabulary } from './sample'

const ways = ({ definition }: Doc) => definition.connections.map((c) => `${c.from}.${c.exit}>${c.to}`).sort()

describe('a new block', () => {
  const behind = { from: 'start', exit: 'next' }
  const added = addBlock(doc, { kind: 'operation', operation: 'send_payment_link' }, vocabulary, { behind })
  test('comes between an exit and what followed it', () => {
    expect(added.id).toBe('send_payment_link_1')
    expect(ways(added.doc)).toContain('start.next>send_payment_link_1')
    expect(ways(added.doc)).toContain('send_payment_link_1.next>pause')
    expect(ways(added.doc)).not.toContain('start.next>pause')
  })
  test('begins with what the API gives as default', () => {
    expect(added.doc.definition.blocks.at(-1)?.params).toEqual({
      operation: 'send_payment_link',
      template: 'payment_reminder',
    })
  })
  test('covers nobody', () => {
    const { y } = added.doc.layout.blocks[added.id] ?? { y: 0 }
    const others = Object.entries(added.doc.layout.blocks).filter(([id]) => id !== added.id)
    expect(others.every(([, p]) => Math.abs(p.y - y) >= 120)).toBe(true)
  })
  test('has a name that nobody has', () => {
    const again = addBlock(added.doc, { kind: 'operation', operation: 'send_payment_link' }, vocabulary, {})
    expect(again.id).toBe('send_payment_link_2')
  })
})

describe('taking out', () => {
  test('leads on to what followed', () => {
    expect(ways(remove(doc, new Set(['pause']), vocabulary))).toContain('start.next>paid')
  })
  test('leads on over several', () => {
    const left = remove(doc, new Set(['pause', 'remind']), vocabulary)
    expect(ways(left)).toEqual(['paid.else>end', 'paid.yes>end', 'start.next>paid'])
  })
  test('of a fork leads nowhere: nobody can know which way was meant', () => {
    expect(ways(remove(doc, new Set(['paid']), vocabulary))).toEqual(['remind.next>end', 'start.next>pause'])
  })
  test('never takes the beginning', () => {
    expect(remove(doc, new Set(['start']), vocabulary).definition.blocks).toHaveLength(5)
  })
})

test('an exit leads to one block', () => {
  expect(ways(connect(doc, { from: 'paid', exit: 'yes', to: 'remind' }))).toEqual(
    expect.arrayContaining(['paid.yes>remind', 'paid.else>remind']),
  )
  expect(connect(doc, { from: 'paid', exit: 'yes', to: 'remind' }).definition.connections).toHaveLength(5)
})

test('connections of exits that are no more go with them', () => {
  const other = editBlock(doc, 'paid', { params: { branches: [{ exit: 'big' }] } }, vocabulary)
  expect(ways(other)).not.toContain('paid.yes>end')
  expect(ways(other)).toContain('paid.else>remind')
})

describe('a copy', () => {
  const clip = copy(doc, new Set(['start', 'pause', 'paid', 'remind']), vocabulary)
  const pasted = paste(doc, readClip(JSON.stringify(clip)) ?? clip, { x: 500, y: 0 })
  test('has names of its own and its inner connections', () => {
    expect(pasted.ids).toEqual(['pause_1', 'paid_1', 'remind_1'])
    expect(ways(pasted.doc)).toEqual(expect.arrayContaining(['pause_1.next>paid_1', 'paid_1.else>remind_1']))
    expect(pasted.doc.definition.connections).toHaveLength(7)
  })
  test('keeps how its blocks stand to each other', () => {
    const { pause_1: a, remind_1: b } = pasted.doc.layout.blocks
    expect([a?.x, a?.y, (b?.y ?? 0) - (a?.y ?? 0)]).toEqual([500, 0, 340])
  })
  test('of something else is none', () => {
    expect(['', 'hello', '{"orderflow":"blocks"}', '[]', 'null'].map(readClip)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})
