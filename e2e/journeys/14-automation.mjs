import assert from 'node:assert/strict'
import { pickMoment } from '../kit/calendar.mjs'
import { journey } from '../kit/journey.mjs'
import { anOrder, owner } from '../kit/stage.mjs'

/** What stands on the card of an order that one process has, and the buttons with which people steer it. */
export function journeys(stage) {
  let made
  const process = () => (made ??= publish(stage.people.owner.api))

  journey(stage, 'ORD-12/snooze: the next action is put off, by days and to a moment', {}, async (desk) => {
    const { page, t, language } = desk
    const { line, says } = await openCard(desk)
    await line.getByText(inDays(2, language), { exact: true }).waitFor() // of three days, the last has begun
    await menu(desk, line, t('order:automation.days', { count: 1 }))
    await line.getByText(inDays(3, language), { exact: true }).waitFor()
    await says(t('order:history.snoozed', { until: await when(line) }))

    await menu(desk, line, t('order:automation.until'))
    const dialog = page.getByRole('dialog', { name: t('order:automation.snooze') })
    assert.equal(await dialog.getByRole('button', { name: t('order:automation.snooze') }).isDisabled(), true, 'no moment, no button')
    const shown = await pickMoment(page, t, language, dialog.getByLabel(t('order:automation.until')), { days: 20, time: '09:30' })
    await dialog.getByRole('button', { name: t('order:automation.snooze') }).click()
    await line.getByText(shown, { exact: true }).waitFor()
    await says(t('order:history.snoozed', { until: shown }))
    await line.getByText(t('order:action.comment'), { exact: true }).waitFor() // what it will do is the same
  })

  journey(stage, 'ORD-12/do-now: the next action is done at once, and the card shows what it did', {}, async (desk) => {
    const { page, t } = desk
    const { line, says } = await openCard(desk)
    await confirmed(desk, line.getByRole('button', { name: t('order:automation.do-now') }), t('order:automation.do-now_text', { action: t('order:action.comment') }))
    await says(t('order:history.hurried'))
    await says('Скоро начало, напомните')
    const tag = t('order:action.add_tag', { tag: 'не оплатила' })
    await line.getByText(tag, { exact: true }).waitFor()
    await confirmed(desk, line.getByRole('button', { name: t('order:automation.do-now') }), t('order:automation.do-now_text', { action: tag }))
    await page.getByRole('region', { name: t('order:details.title') }).getByText('не оплатила', { exact: true }).waitFor()
    await line.getByText(t('order:action.change_status', { status: t('common:status.cancelled') }), { exact: true }).waitFor()
  })

  journey(stage, 'ORD-12/skip: the next action is left out, what follows keeps its time', {}, async (desk) => {
    const { t, language } = desk
    const { line, says, history } = await openCard(desk)
    await line.getByText(t('order:action.comment'), { exact: true }).waitFor()
    await menu(desk, line, t('order:automation.skip'))
    await confirm(desk, t('order:automation.skip_text', { action: t('order:action.comment') }))
    await line.getByText(t('order:action.add_tag', { tag: 'не оплатила' }), { exact: true }).waitFor()
    await line.getByText(inDays(4, language), { exact: true }).waitFor()
    await says(t('order:history.skipped'))
    assert.equal(await history.getByText('Скоро начало, напомните').count(), 0, 'it was not done')
  })

  journey(stage, 'ORD-12/extend: more time to pay moves the cancel', {}, async (desk) => {
    const { page, t, language, api } = desk
    const offer = await api.post('/offers', { code: `soon-${language}`, title: 'Йога со сроком', currency: 'RUB', price: 500_000, deadline_days: 3, deadline_action: 'cancel' })
    const { panel, says } = await openCard(desk, { offer, enrolled: false })
    await panel.getByText(t('order:automation.at_deadline'), { exact: true }).waitFor()
    await panel.getByText(t('order:automation.unless_paid')).waitFor()
    await panel.getByRole('button', { name: t('order:deadline.extend') }).click()
    const dialog = page.getByRole('dialog', { name: t('order:deadline.title') })
    const shown = await pickMoment(page, t, language, dialog.getByLabel(t('order:deadline.until')), { days: 10, time: '18:00' })
    await dialog.getByRole('button', { name: t('common:action.save') }).click()
    await dialog.waitFor({ state: 'hidden' })
    await panel.getByText(shown, { exact: true }).waitFor()
    await says(t('order:history.deadline', { to: shown }))
    await page.getByRole('region', { name: t('order:details.title') }).getByText(shown, { exact: true }).waitFor()
  })

  journey(stage, 'ORD-12/stop: nothing happens to the order by itself until that is allowed again', {}, async (desk) => {
    const { page, t, api } = desk
    const { panel, line, says, order } = await openCard(desk)
    await line.getByText(t('order:action.comment'), { exact: true }).waitFor()
    await panel.getByRole('button', { name: t('order:automation.stop') }).click()
    await confirm(desk, t('order:automation.stop_text'))
    await panel.getByText(t('order:automation.stopped')).waitFor()
    await line.waitFor({ state: 'detached' })
    await panel.getByRole('link', { name: title }).waitFor() // what was ended can be read
    await says(t('order:history.stopped'))
    await page.reload()
    await panel.getByText(t('order:automation.stopped')).waitFor()
    await panel.getByRole('button', { name: t('order:automation.allow') }).click()
    await panel.getByText(t('order:automation.stopped')).waitFor({ state: 'detached' })
    await says(t('order:history.allowed'))
    await enroll(api, order)
    await line.getByText(t('order:action.comment'), { exact: true }).waitFor() // it can enter again
  })

  /** The card of an order of one's own, which the process has unless somebody wants it otherwise. */
  async function openCard({ page, t, base, api }, { enrolled = true, ...more } = {}) {
    const { order } = await anOrder(stage, more)
    if (enrolled) await enroll(api, order)
    await page.goto(`${base}/orders/${order.id}`)
    const history = page.getByRole('region', { name: t('order:history.title'), exact: true })
    const panel = page.getByRole('region', { name: t('order:automation.title'), exact: true })
    return {
      order,
      history,
      panel,
      line: panel.getByRole('group', { name: title, exact: true }), // other processes may have the order, too
      says: (words) => history.getByText(words, { exact: true }).first().waitFor(),
    }
  }

  async function enroll(api, order) {
    await api.post(`/processes/${await process()}/enrollments`, { subject_ids: [order.id] })
  }
}

const title = 'Напомнить о начале'

/** Comments after three days, adds a tag two days later, and cancels after two more. */
async function publish(api) {
  const wait = (id, amount) => ({ id, kind: 'delay', params: { for: { amount, unit: 'days' } } })
  const act = (id, operation, params) => ({ id, kind: 'operation', params: { operation, ...params } })
  const blocks = [
    { id: 'start', kind: 'start' },
    wait('first', 3),
    act('remind', 'comment', { text: 'Скоро начало, напомните' }),
    wait('second', 2),
    act('mark', 'add_tag', { tag: 'не оплатила', on: 'order' }),
    wait('third', 2),
    act('cancel', 'change_status', { status: 'cancelled' }),
    { id: 'end', kind: 'end', params: { outcome: 'done' } },
  ]
  const connections = blocks.slice(1).map(({ id }, i) => ({ from: blocks[i].id, exit: 'next', to: id }))
  const definition = { schema: 1, title, subject: 'order', blocks, connections, triggers: [{ kind: 'by_hand' }], policies: { reentry: 'after_end' } }
  const { id } = await api.post('/processes', { definition })
  await api.post(`/processes/${id}/publish`)
  return id
}

/** "через 2 дня", as the countdown of the next action says it. */
const inDays = (days, language) => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day')

/** The moment of the next action, as one reads it. */
const when = (line) => line.locator('time').first().innerText()

async function menu({ page, t }, line, item) {
  await line.getByRole('button', { name: t('order:automation.more') }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

async function confirmed(desk, button, question) {
  await button.click()
  await confirm(desk, question)
}

/** Says yes to a question, once it is read. */
async function confirm({ page, t }, question) {
  const dialog = page.getByRole('dialog')
  await dialog.getByText(question, { exact: true }).waitFor()
  await dialog.getByRole('button', { name: t('common:action.confirm') }).click()
  await dialog.waitFor({ state: 'hidden' })
}
