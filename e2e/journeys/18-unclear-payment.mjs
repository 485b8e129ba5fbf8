import { journey } from '../kit/journey.mjs'
import { decide, question } from '../kit/money.mjs'
import { anOrder, furnishedSchool } from '../kit/stage.mjs'

export const ownProgram = true

/** The gateway is asked after a minute, which takes a second; it forgets an abandoned payment after an hour, which is time enough to press its buttons. */
const settings = { ORDERFLOW_CLOCK_MODE: 'scaled', ORDERFLOW_CLOCK_TIME_SCALE: '60', ORDERFLOW_WORKER_IN_FLIGHT_WAIT: '1m' }

export function journeys(stage) {
  journey(stage, 'ST-9/silence: the gateway never says what became of a payment; a person does', { as: 'nobody' }, async ({ page, context, t }) => {
    const school = await furnishedSchool(stage, settings)
    try {
      await context.addCookies(school.people.owner.state.cookies)
      const orders = [await anOrder(school), await anOrder(school)].map(({ order }) => order)
      for (const { payment_link } of orders) {
        await page.goto(payment_link)
        await page.locator('form button').first().click()
        await page.locator('button[value=silence]').click()
        await page.waitForURL(/\/pay\/[^/]+\/return/)
      }
      const ends = [
        { answer: 'paid', payment: 'accepted', status: 'payed' },
        { answer: 'not_paid', payment: 'failed', status: 'new' },
      ]
      for (const [i, { answer, payment, status }] of ends.entries()) {
        await page.goto(`${school.base}/money`)
        const entry = question(page, t, orders[i])
        await entry.getByText(t('money:reason.gateway_silent')).waitFor() // comes by itself
        await decide(page, t, entry, answer)
        await entry.waitFor({ state: 'detached' })
        await page.goto(`${school.base}/orders/${orders[i].id}`)
        await page.getByRole('region', { name: t('order:payment.title'), exact: true }).getByText(t(`order:payment.state.${payment}`), { exact: true }).waitFor()
        await page.getByRole('button', { name: t('order:status.change') }).getByText(t(`common:status.${status}`)).waitFor()
      }
    } finally {
      await school.close()
    }
  })
}
