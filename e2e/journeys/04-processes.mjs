import assert from 'node:assert/strict'
import { journey } from '../kit/journey.mjs'
import { hands } from '../kit/keyboard.mjs'
import { anOrder, quickSchool } from '../kit/stage.mjs'
import { until } from '../kit/until.mjs'

export const ownProgram = true

export function journeys(stage) {
  journey(stage, 'PRC-1/unpaid: drawn by keyboard, checked, published; reminded twice and cancelled', { as: 'nobody' }, async ({ page, context, t, language }) => {
    const school = await quickSchool(stage)
    const { api, state } = school.people.owner
    await context.addCookies(state.cookies)
    const { press, to, write, pick, use } = hands(page)
    await page.goto(`${school.base}/processes`)
    await use(page.getByRole('link', { name: t('processes:new') }).first())
    const blank = page.getByRole('region', { name: t('canvas:new.empty') })
    const title = `Неоплаченные, ${language}`
    await write(blank.getByLabel(t('canvas:new.name')), title)
    await use(blank.getByRole('button', { name: t('canvas:new.start') }))
    await page.waitForURL(/\/processes\/\d+$/)
    const id = Number(new URL(page.url()).pathname.split('/').at(-1))

    const panel = page.getByRole('region', { name: t('canvas:panel.block') })
    const inCanvas = page.locator('[data-block][tabindex="0"]')
    const back = () => to(inCanvas, 'Shift+Tab')
    const add = async (kind) => {
      await press('a')
      const dialog = page.getByRole('dialog', { name: t('canvas:add.title') })
      await write(dialog.getByRole('textbox', { name: t('canvas:add.find') }), t(`canvas:${kind}`))
      await press('Enter')
      await dialog.waitFor({ state: 'hidden' })
      await page.locator('[data-block]:focus').waitFor()
    }
    const choose = async (label, option) => {
      await pick(panel.getByRole('combobox', { name: label }).or(panel.getByLabel(label)).first(), page.getByRole('option', { name: option, exact: true }))
      await back()
    }
    const wait = async () => {
      await add('kind.delay')
      await write(panel.getByLabel(`${t('canvas:field.for')}: ${t('canvas:duration.amount')}`), '12')
      await choose(`${t('canvas:field.for')}: ${t('canvas:duration.unit')}`, t('canvas:unit.hours'))
    }
    await to(inCanvas)
    const letter = (await api.get('/letter-templates')).items.find((x) => x.code === 'payment_reminder' && x.language === language)
    for (let reminder = 0; reminder < 2; reminder++) {
      await wait()
      await add('operation.send_payment_link')
      await choose(t('canvas:field.template'), letter.title)
    }
    await wait()
    await add('operation.change_status')
    const publish = page.getByRole('button', { name: t('canvas:publish.do') }).first()
    await use(publish, 'Shift+Tab')
    const dialog = page.getByRole('dialog', { name: t('canvas:publish.title') })
    await dialog.getByText(t('canvas:faults.no_trigger')).waitFor()
    assert.equal(await dialog.getByRole('button', { name: t('canvas:publish.do') }).isDisabled(), true, 'PRC-12: what has faults is not published')
    await press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await to(inCanvas)
    await choose(t('canvas:field.status'), t('common:status.cancelled'))

    const tab = (name) => page.getByRole('tab', { name: t(`canvas:tab.${name}`) })
    await to(tab('canvas'), 'Shift+Tab')
    await to(tab('settings'), 'ArrowRight')
    await use(page.getByRole('button', { name: t('canvas:trigger.add') }))
    await use(page.getByRole('menuitem', { name: t('canvas:trigger.kind.event') }), 'ArrowDown')
    const event = page.getByRole('combobox', { name: t('canvas:field.event') }).or(page.getByLabel(t('canvas:field.event'))).first()
    await pick(event, page.getByRole('option', { name: t('canvas:event.order.created'), exact: true }))
    await to(tab('settings'), 'Shift+Tab')
    await to(tab('canvas'), 'ArrowLeft')
    await use(publish, 'Shift+Tab')
    await dialog.getByText(t('canvas:faults.none')).waitFor()
    await use(dialog.getByRole('button', { name: t('canvas:publish.do') }))
    await page.getByText(t('canvas:publish.done', { number: 1 })).waitFor()

    const { order, email } = await anOrder(school)
    await page.locator('[data-which=waiting]').first().waitFor() // the numbers move by themselves
    await until(async () => (await api.get(`/orders/${order.id}`)).status === 'cancelled', 'the unpaid order is cancelled', { within: 60_000 })
    const letters = await (await fetch(`${school.letters}.json?to=${email}`)).json()
    assert.equal(letters.length, 3, 'one letter about the order and two reminders')
    await until(async () => (await page.locator('[data-which=passed]').count()) >= 4, 'the blocks in sight say who has passed')
    await page.locator('[data-which=passed]').first().click()
    await page.waitForURL(/enrollments\?.*state=passed/)
    await page.getByText(t('processes:subject.order', { number: order.number })).first().waitFor()
    await page.goto(`${school.base}/orders/${order.id}`)
    const automation = page.getByRole('region', { name: t('order:automation.title') })
    await automation.getByRole('link', { name: title, exact: true }).waitFor() // what is over stays on the card
    const history = page.getByRole('region', { name: t('order:history.title') })
    await history.getByRole('link', { name: t('order:history.by_process', { title }) }).first().click() // ORD-7
    await page.waitForURL(/\/enrollments\/\d+$/)
    await page.getByText(t('processes:card.over')).waitFor()
    await api.post(`/processes/${id}/stop`, undefined, { 'If-Match': '*' })
  })

  journey(stage, 'PRC-8/retry: a failed enrollment is tried again', { as: 'nobody' }, async ({ page, context, t, language }) => {
    const school = await quickSchool(stage)
    const { api, state } = school.people.owner
    await context.addCookies(state.cookies)
    const offer = school.offers[language === 'ru' ? 'yoga' : 'morning']
    const process = await api.post('/processes', { definition: completing(`Завершить сам, ${language}`) })
    await api.post(`/processes/${process.id}/publish`)
    const { order } = await anOrder(school, { offer })
    await page.goto(`${school.base}/failed`)
    const card = page.getByRole('region', { name: `Завершить сам, ${language}` })
    await card.waitFor()
    await card.getByRole('link', { name: t('processes:failed.who') }).click()
    await page.getByRole('link', { name: t('processes:subject.order', { number: order.number }) }).click()
    await page.getByText(t('processes:card.waiting_failed')).waitFor()
    await api.post(`/orders/${order.id}/payments`, { amount: order.cost, currency: 'RUB', method: 'cash' })
    await page.getByRole('button', { name: t('processes:act.retry') }).click()
    await page.getByRole('dialog').getByRole('button', { name: t('processes:act.retry') }).click()
    await page.getByText(t('processes:card.over')).waitFor()
    await page.goto(`${school.base}/failed`)
    await page.getByText(t('processes:failed.empty')).waitFor()
    await api.post(`/processes/${process.id}/stop`, undefined, { 'If-Match': '*' })
  })
}

/** Completes an order whose money is not there: refused, and parked after two tries. */
function completing(title) {
  return {
    schema: 1,
    title,
    subject: 'order',
    blocks: [
      { id: 'start', kind: 'start' },
      { id: 'complete', kind: 'operation', params: { operation: 'change_status', status: 'payed' } },
      { id: 'end', kind: 'end', params: { outcome: 'done' } },
    ],
    connections: [
      { from: 'start', exit: 'next', to: 'complete' },
      { from: 'complete', exit: 'next', to: 'end' },
    ],
    triggers: [{ kind: 'event', event: 'order.created' }],
    policies: { retry: { tries: 2, over: { amount: 1, unit: 'minutes' } } },
  }
}
