import assert from 'node:assert/strict'
import { journey } from '../kit/journey.mjs'
import { anOrder, owner } from '../kit/stage.mjs'

export function journeys(stage) {
  journey(stage, 'ST-8/decide: money on a cancelled order waits for a person, who is told what follows', {}, async ({ page, t, base, api }) => {
    const { order } = await anOrder(stage)
    await api.post(`/orders/${order.id}/status`, { status: 'cancelled' }, { 'If-Match': '*' })
    await api.post(`/orders/${order.id}/payments`, { amount: order.cost, currency: 'RUB', method: 'card' })
    await page.goto(`${base}/money`)
    const entry = page.getByRole('article').filter({ hasText: t('money:order', { number: order.number }) })
    await entry.getByText(t('money:reason.late_money')).waitFor()
    await entry.getByRole('button', { name: t('money:answer.reopen') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(t('money:comment')).fill('Передумала')
    await dialog.getByRole('button', { name: t('money:answer.reopen') }).click()
    await entry.waitFor({ state: 'detached' })
    await page.getByText(t('money:state.closed'), { exact: true }).click()
    await entry.getByText(t('money:decided.reopen')).waitFor()
    await entry.getByText(owner.name).waitFor()
    const now = await api.get(`/orders/${order.id}`)
    assert.equal(now.status, 'payed')
    assert.ok(now.history.some((e) => e.comment === 'Передумала'), 'it stands in the history')
    await page.goto(`${base}/orders/${order.id}`)
    await page.getByRole('button', { name: t('order:status.change') }).getByText(t('common:status.payed')).waitFor()
  })
}
