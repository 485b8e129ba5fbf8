import assert from 'node:assert/strict'
import { refocused } from '../kit/focus.mjs'
import { journey } from '../kit/journey.mjs'
import { anOrder, owner } from '../kit/stage.mjs'

export function journeys(stage) {
  journey(stage, 'ROLE-1/session-end-dialog: the log-in stands above an open form; Escape closes the log-in alone', {}, async ({ page, context, t, base, api }) => {
    const { order } = await anOrder(stage)
    await page.goto(`${base}/orders/${order.id}`)
    const panel = page.getByRole('region', { name: t('order:payment.title'), exact: true })
    await panel.getByRole('button', { name: t('order:payment.add') }).click()
    const form = page.getByRole('dialog', { name: t('order:payment.form.new') })
    const comment = form.getByLabel(t('order:payment.comment'))
    await comment.fill('Принесла наличные')
    await context.clearCookies()
    const record = form.getByRole('button', { name: t('order:payment.record') })
    await record.click()
    const login = page.getByRole('dialog', { name: t('account:ended.title') })
    await login.getByRole('textbox', { name: t('account:password') }).click() // nothing lies above it
    await page.keyboard.press('Escape')
    await login.waitFor({ state: 'hidden' })
    assert.equal(await comment.inputValue(), 'Принесла наличные', 'the form is still open')
    await form.getByText(t('common:error.logged_out')).waitFor()
    await record.click()
    await login.getByRole('textbox', { name: t('account:password') }).fill(owner.password)
    await login.getByRole('button', { name: t('account:login') }).click()
    await form.waitFor({ state: 'hidden' })
    const { payments } = await api.get(`/orders/${order.id}`)
    assert.deepEqual(payments.map((p) => p.comment), ['Принесла наличные'], 'it is recorded, once')
  })

  journey(stage, 'ROLE-1/session-end-question: the log-in stands above a question, and above an open menu', {}, async ({ page, context, t, base }) => {
    const { order } = await anOrder(stage)
    await page.goto(`${base}/orders/${order.id}`)
    const panel = page.getByRole('region', { name: t('order:automation.title') })
    await panel.getByRole('button', { name: t('order:automation.stop') }).click()
    const question = page.getByRole('dialog', { name: t('order:automation.stop_title') })
    await question.waitFor()
    await context.clearCookies()
    const login = page.getByRole('dialog', { name: t('account:ended.title') })
    await refocused(page, login, 'the page notices that the session is over')
    const password = login.getByRole('textbox', { name: t('account:password') })
    await password.click()
    await password.fill(owner.password)
    await login.getByRole('button', { name: t('account:login') }).click()
    await login.waitFor({ state: 'hidden' })
    await question.getByRole('button', { name: t('common:action.cancel') }).click()
    await question.waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: t('order:status.change') }).click()
    const option = page.getByRole('menuitem', { name: t('common:status.pending'), exact: true })
    await option.waitFor()
    await context.clearCookies()
    await refocused(page, login, 'the page notices it again')
    await password.click()
    await page.keyboard.press('Escape')
    await login.waitFor({ state: 'hidden' })
  })

  for (const { what, path, field, at } of [
    { what: 'an offer', path: '/settings/offers', field: (t) => t('settings:offer.field.title'), at: ({ offers }) => `/offers/${offers.yoga.id}` },
    { what: 'a product', path: '/settings/products', field: (t) => t('settings:product.title'), at: () => made('/products', { title: 'Коврик' }) },
    { what: 'a board', path: '/settings/boards', field: (t) => t('settings:board.title'), at: async () => `/boards/${(await stage.people.owner.api.get('/boards')).items[0].id}` },
    { what: 'a segment', path: '/segments', field: (t) => t('segments:name'), at: (_, language) => made('/segments', { title: `Свои, ${language}`, object: 'customer', rule: { all: [] } }) },
  ]) {
    journey(stage, `API-1/lost-refetch: what is typed about ${what} stays when it cannot be read again`, {}, async ({ page, t, language, base }) => {
      const object = await at(stage, language)
      await page.goto(`${base}${path}/${object.split('/').at(-1)}`)
      const input = page.getByRole('textbox', { name: field(t) }).first()
      await input.fill('Наполовину набрано')
      await page.route(`**/api/v1${object}`, (route) => route.abort('connectionreset'))
      const said = page.getByRole('alert').getByText(t('common:error.connection'))
      await refocused(page, said, 'the page says that it could not read it again')
      assert.equal(await input.inputValue(), 'Наполовину набрано')
      await page.unroute(`**/api/v1${object}`)
      await page.getByRole('button', { name: t('common:action.retry') }).click()
      await said.waitFor({ state: 'hidden' })
      assert.equal(await input.inputValue(), 'Наполовину набрано')
    })
  }

  journey(stage, 'API-1/leaving: a comment, a new order and a bulk operation ask before what was typed is lost', {}, async ({ page, t, base }) => {
    const { order } = await anOrder(stage)
    const elsewhere = page.getByRole('navigation', { name: t('common:shell.places') }).getByRole('link', { name: t('common:place.processes') })
    const question = page.getByRole('dialog', { name: t('common:edit.leave_title') })
    const asks = async () => {
      await elsewhere.click()
      await question.getByRole('button', { name: t('common:edit.stay') }).click()
      await question.waitFor({ state: 'hidden' })
    }
    await page.goto(`${base}/orders/${order.id}`)
    const comment = page.getByRole('textbox', { name: t('order:history.write') })
    await comment.fill('Перезвонит сама')
    await asks()
    assert.equal(await comment.inputValue(), 'Перезвонит сама')
    await comment.fill('')
    await elsewhere.click() // nothing is lost now
    await page.getByRole('heading', { level: 1, name: t('processes:title') }).waitFor()

    await page.goto(`${base}/orders/new`)
    await page.getByLabel(t('customers:customer'), { exact: true }).fill('leaving@example.com')
    await page.getByRole('option', { name: t('customers:add', { email: 'leaving@example.com' }) }).click()
    const name = page.getByLabel(t('customers:name'), { exact: true })
    await name.fill('Уля Уходит')
    await asks()
    assert.equal(await name.inputValue(), 'Уля Уходит')
    await elsewhere.click()
    await question.getByRole('button', { name: t('common:edit.leave'), exact: true }).click()
    await page.getByRole('heading', { level: 1, name: t('processes:title') }).waitFor()

    await page.goto(`${base}/bulk/new?kind=create_orders`)
    await page.getByRole('combobox', { name: t('bulk:terms.offer') }).click()
    await page.getByRole('option', { name: new RegExp(stage.offers.morning.title) }).click()
    await asks()
  })

  /** Makes something and gives its address. */
  async function made(path, body) {
    return `${path}/${(await stage.people.owner.api.post(path, body)).id}`
  }
}
