import assert from 'node:assert/strict'
import { journey } from '../kit/journey.mjs'
import { hands } from '../kit/keyboard.mjs'
import { anOrder } from '../kit/stage.mjs'
import { until } from '../kit/until.mjs'

/** The board and the canvas by keyboard are in 03-board and 04-processes. */
export function journeys(stage) {
  journey(stage, 'ORD-3/keyboard: an order made by hand and its status changed without a mouse', {}, async ({ page, t, language, base, api }) => {
    const { press, to, write, pick, use } = hands(page)
    await page.goto(`${base}/orders`)
    await use(page.getByRole('link', { name: t('orders:create') }).first())
    const email = `keys-${language}@example.com`
    await write(page.getByLabel(t('customers:customer'), { exact: true }), email)
    const option = page.getByRole('option', { name: t('customers:add', { email }) })
    await option.waitFor()
    await press('ArrowDown')
    await press('Enter')
    await write(page.getByLabel(t('customers:name'), { exact: true }), 'Клавдия Клавишина')
    await pick(page.getByRole('combobox', { name: t('orders:new.offer') }), page.getByRole('option', { name: /Йога для начинающих/ }), 'Йога')
    await use(page.getByRole('button', { name: t('orders:create') }))
    await page.waitForURL(/\/orders\/\d+$/)
    const id = new URL(page.url()).pathname.split('/').at(-1)

    await use(page.getByRole('button', { name: t('order:status.change') }))
    await use(page.getByRole('menuitem', { name: t('common:status.cancelled'), exact: true }), 'ArrowDown')
    const dialog = page.getByRole('dialog')
    await pick(dialog.getByRole('combobox', { name: t('order:status.reason') }), page.getByRole('option', { name: stage.reason.name }))
    await write(dialog.getByLabel(t('order:status.comment')), 'Без мыши')
    await to(dialog.getByRole('button', { name: t('order:status.apply') }))
    await press('Enter')
    const order = await until(async () => {
      const now = await api.get(`/orders/${id}`)
      return now.status === 'cancelled' && now
    }, 'the order is cancelled')
    assert.deepEqual([order.refusal_reason, order.customer.name], [stage.reason.name, 'Клавдия Клавишина'])
  })

  journey(stage, 'PRC-1/undo: a block taken away by its key comes back by its keys, whatever alphabet they write', {}, async ({ page, t, language, api }) => {
    const { press, to } = hands(page)
    const comment = { id: 'comment', kind: 'operation', params: { operation: 'comment', text: 'Позвонить' } }
    const definition = {
      ...{ schema: 1, title: `Назад и вперёд, ${language}`, subject: 'order', policies: {}, triggers: [] },
      blocks: [{ id: 'start', kind: 'start' }, comment, { id: 'end', kind: 'end', params: { outcome: 'done' } }],
      connections: [
        { from: 'start', exit: 'next', to: 'comment' },
        { from: 'comment', exit: 'next', to: 'end' },
      ],
    }
    const { id } = await api.post('/processes', { definition })
    await page.goto(`${stage.base}/processes/${id}`)
    const block = page.locator('[data-block=comment]')
    const there = () => block.waitFor()
    const gone = () => block.waitFor({ state: 'detached' })
    await there()
    await to(page.locator('[data-block][tabindex="0"]'))
    await to(block, 'ArrowDown')
    await press('Delete')
    await gone()
    await press('Control+KeyZ')
    await there()
    await press('Control+Shift+KeyZ')
    await gone()
    await press('Control+KeyZ')
    await there()
    await press('Control+KeyY')
    await gone()
    await page.getByRole('button', { name: t('canvas:act.undo') }).click()
    await there()
  })

  journey(stage, 'API-1/refused: what does not go now is there, reached by keyboard, with its reason', {}, async ({ page, t, base, api }) => {
    const { press, to, use } = hands(page)
    const { order } = await anOrder(stage)
    const payment = await api.post(`/orders/${order.id}/payments`, { method: 'cash', amount: order.cost })
    await api.post(`/payments/${payment.id}/void`, { reason: 'Ошиблись суммой' })
    await api.post(`/orders/${order.id}/status`, { status: 'cancelled' })
    await page.goto(`${base}/orders/${order.id}`)
    const send = page.getByRole('button', { name: t('order:link.send') })
    await to(send)
    assert.equal(await send.getAttribute('aria-disabled'), 'true')
    const reason = page.getByRole('tooltip').filter({ hasText: /\p{L}{3}/u })
    await reason.waitFor()
    assert.equal(await send.getAttribute('aria-describedby'), await reason.getAttribute('id'), 'a screen reader says it, too')
    await press('Enter')
    assert.equal(await page.getByRole('dialog').count(), 0, 'nothing happens')
    await use(page.getByRole('button', { name: t('order:payment.more') }))
    const move = page.getByRole('menuitem', { name: t('order:payment.form.move') })
    await to(move, 'ArrowDown')
    assert.equal(await move.getAttribute('aria-disabled'), 'true')
    await press('Enter')
    assert.equal(await page.getByRole('dialog').count(), 0)
  })

  journey(stage, 'ST-12/refused: the statuses that an order cannot get now are reached by arrows, with their reasons', {}, async ({ page, t, base }) => {
    const { press, to, use } = hands(page)
    const { order } = await anOrder(stage)
    await page.goto(`${base}/orders/${order.id}`)
    await use(page.getByRole('button', { name: t('order:status.change') }))
    const completed = page.getByRole('menuitem', { name: t('common:status.payed') })
    await to(completed, 'ArrowDown')
    assert.equal(await completed.getAttribute('aria-disabled'), 'true')
    const { detail } = (await stage.people.owner.api.get(`/orders/${order.id}`)).status_options.find((o) => o.to === 'payed')
    assert.ok(detail, 'the API says why')
    assert.ok((await completed.innerText()).split('\n').at(-1).length > 20, 'the reason can be read without a mouse')
    await press('Enter')
    assert.equal(await page.getByRole('dialog').count(), 0, 'nothing happens')
    await completed.waitFor()
  })

  journey(stage, 'API-1/focus: a dialog that was opened from a menu gives the focus back to its button', {}, async ({ page, t, base, api }) => {
    const { press, use } = hands(page)
    const { order } = await anOrder(stage)
    await api.post(`/orders/${order.id}/payments`, { method: 'cash', amount: 1_000 })
    await page.goto(`${base}/orders/${order.id}`)
    const from = async (button, item) => {
      await use(button)
      await use(item, 'ArrowDown')
      const dialog = page.getByRole('dialog')
      await dialog.waitFor()
      await until(() => dialog.evaluate((node) => node.contains(document.activeElement)), 'the focus is in the dialog')
      await press('Escape')
      await dialog.waitFor({ state: 'hidden' })
      await until(() => button.evaluate((node) => node === document.activeElement), 'the focus is on the button again')
    }
    await from(page.getByRole('button', { name: t('order:status.change') }), page.getByRole('menuitem', { name: t('common:status.cancelled'), exact: true }))
    await from(page.getByRole('button', { name: t('order:payment.more') }), page.getByRole('menuitem', { name: t('order:payment.form.void') }))
  })
}
