import assert from 'node:assert/strict'
import { gatewaySays } from '../kit/gateway.mjs'
import { journey } from '../kit/journey.mjs'
import { decide, question } from '../kit/money.mjs'
import { anOrder, owner } from '../kit/stage.mjs'
import { roubles } from '../kit/texts.mjs'

export function journeys(stage) {
  journey(stage, 'ST-8/decide: money on a cancelled order waits for a person, who is told what follows', {}, async ({ page, t, base, api }) => {
    const { order } = await moneyTooLate(api)
    await page.goto(`${base}/money`)
    const entry = question(page, t, order)
    await entry.getByText(t('money:reason.late_money')).waitFor()
    await decide(page, t, entry, 'reopen', { comment: 'Передумала' })
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

  journey(stage, 'ST-8/deposit: late money goes to the deposit, where the customer has it', {}, async ({ page, t, language, base, api }) => {
    const { order, customer } = await moneyTooLate(api)
    const sum = roubles(order.cost, language)
    await page.goto(`${base}/orders/${order.id}`)
    await page.getByRole('alert').getByText(t('order:decisions.title')).waitFor() // the card says that somebody has to decide, and leads there
    await page.getByRole('link', { name: t('order:decisions.open'), exact: true }).click()
    const entry = question(page, t, order)
    await decide(page, t, entry, 'deposit', { comment: 'Пойдёт на летний курс', follows: t('money:consequence.deposit', { sum, number: order.number }) })
    await entry.waitFor({ state: 'detached' })

    await page.goto(`${base}/orders/${order.id}`)
    const history = page.getByRole('region', { name: t('order:history.title') })
    await history.getByText(t('order:history.decided', { decision: t('order:decisions.resolution.deposit') })).waitFor()
    await history.getByText('Пойдёт на летний курс').waitFor()
    await page.getByRole('button', { name: t('order:status.change') }).getByText(t('common:status.cancelled')).waitFor()
    assert.equal(await page.getByRole('alert').getByText(t('order:decisions.title')).count(), 0, 'nothing is left to decide')
    await page.goto(`${base}/customers/${customer.id}`)
    await page.getByRole('region', { name: t('customers:deposit.title') }).getByText(sum).waitFor()
  })

  journey(stage, 'ST-8/refund: marked for refund, it waits until somebody says that the money went back', {}, async ({ page, t, base, api }) => {
    const { order } = await moneyTooLate(api)
    await page.goto(`${base}/money`)
    const entry = question(page, t, order)
    await decide(page, t, entry, 'refund')
    await entry.getByText(t('money:reason.refund_wanted')).waitFor()
    await decide(page, t, entry, 'refunded', { comment: 'Вернули на карту' })
    await entry.waitFor({ state: 'detached' })
    await page.getByText(t('money:state.closed'), { exact: true }).click()
    await entry.getByText(t('money:decided.refund'), { exact: true }).waitFor() // both answers stay in the list
    await entry.getByText(t('money:decided.refunded'), { exact: true }).waitFor()

    await page.goto(`${base}/orders/${order.id}`)
    const payments = page.getByRole('region', { name: t('order:payment.title'), exact: true })
    await payments.getByText(t('order:payment.state.refunded')).waitFor()
    await page.getByRole('button', { name: t('order:status.change') }).getByText(t('common:status.cancelled')).waitFor()
    await page.getByRole('region', { name: t('order:history.title') }).getByText('Вернули на карту').waitFor()
  })

  journey(stage, 'PAY-3/dismiss: what a gateway claims and our books do not know is shown, dismissed, and pays nothing', {}, async ({ page, t, language, base }) => {
    const { order } = await anOrder(stage)
    const claims = { ru: 777_011, en: 777_022 }[language]
    await gatewaySays(stage, order, { account: 'of-somebody-else' })
    await gatewaySays(stage, order, { amount: claims, reference: 'nobody-has-this-link' })
    await page.goto(`${base}/money`)
    const disagrees = question(page, t, order)
    await disagrees.getByText(t('money:reason.notification_mismatch')).waitFor()
    const stray = page.getByRole('article').filter({ hasText: t('money:no_order') }).filter({ hasText: roubles(claims, language) })
    await stray.getByText(t('money:reason.unknown_order')).waitFor()
    for (const entry of [disagrees, stray]) {
      await decide(page, t, entry, 'dismiss')
      await entry.waitFor({ state: 'detached' })
    }
    await page.getByText(t('money:state.closed'), { exact: true }).click()
    for (const entry of [disagrees, stray]) await entry.getByText(t('money:decided.dismiss')).waitFor()
    await page.goto(`${base}/orders/${order.id}`)
    await page.getByRole('region', { name: t('order:payment.title'), exact: true }).getByText(t('order:payment.none')).waitFor()
    await page.getByRole('button', { name: t('order:status.change') }).getByText(t('common:status.new')).waitFor()
  })

  /** An order that a person cancelled, and whose money came all the same. */
  async function moneyTooLate(api) {
    const made = await anOrder(stage)
    await api.post(`/orders/${made.order.id}/status`, { status: 'cancelled' }, { 'If-Match': '*' })
    await api.post(`/orders/${made.order.id}/payments`, { amount: made.order.cost, currency: 'RUB', method: 'card' })
    return made
  }
}
