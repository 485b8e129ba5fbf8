import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { atDesk, journey } from '../kit/journey.mjs'
import { anOrder } from '../kit/stage.mjs'

export function journeys(stage) {
  journey(stage, 'ORD-10/views: what narrows the list and its columns are saved, shared, opened by another, deleted', {}, async ({ page, t, language, base, api }) => {
    const words = `Списочная-${language}`
    const { order: refused, email } = await anOrder(stage, { name: `Лада ${words}` })
    const { order: open } = await anOrder(stage, { name: `Нина ${words}` })
    await api.post(`/orders/${refused.id}/status`, { status: 'cancelled' }, { 'If-Match': '*' })
    const [title, own] = [`Отказы ${words}`, `Моё ${words}`]

    const list = listOf(page, t)
    await page.goto(`${base}/orders`)
    await page.getByRole('textbox', { name: t('orders:search') }).fill(words)
    await list.only(refused, open)
    await page.getByRole('button', { name: t('orders:columns') }).click()
    await page.getByRole('group', { name: t('orders:columns') }).getByLabel(t('orders:column.customer_email'), { exact: true }).check()
    await page.keyboard.press('Escape')
    await list.table.getByRole('cell', { name: email, exact: true }).waitFor()
    await page.getByRole('combobox', { name: t('orders:statuses') }).click()
    await page.getByRole('option', { name: new RegExp(`^${t('common:status.cancelled')}`) }).click()
    await page.keyboard.press('Escape')
    await list.only(refused)
    await list.save(title, async (form) => form.getByLabel(t('orders:views.share')).check())
    await list.tab(title).and(page.locator('[aria-current=page]')).waitFor()

    await atDesk(stage, { as: 'manager', language }, `views, the manager, ${language}`, async ({ page }) => {
      const theirs = listOf(page, t)
      await page.goto(`${base}/orders`)
      await theirs.tab(title).click()
      await theirs.only(refused)
      await theirs.table.getByRole('cell', { name: email, exact: true }).waitFor() // the columns come with the view
      await theirs.tabs.getByLabel(t('orders:views.shared')).first().waitFor()
      assert.equal(await theirs.tabs.getByRole('button', { name: t('orders:views.change') }).count(), 0, "a view of somebody else's is not theirs to change")
      await theirs.tabs.getByRole('link', { name: t('orders:views.all'), exact: true }).click()
      await page.getByRole('textbox', { name: t('orders:search') }).fill(words)
      await theirs.only(refused, open)
      await theirs.save(own, async (form) => assert.equal(await form.getByLabel(t('orders:views.share')).count(), 0, 'a manager shares none'))
      await theirs.tab(own).waitFor()
    })

    await page.goto(`${base}/orders`)
    await list.tab(title).click()
    await list.only(refused)
    assert.equal(await list.tab(own).count(), 0, 'what was not shared is seen by nobody else')
    await list.tabs.getByRole('button', { name: t('orders:views.change') }).click()
    await page.getByRole('menuitem', { name: t('common:action.delete') }).click()
    await list.tab(title).waitFor({ state: 'detached' })
    await page.waitForURL((url) => url.search === '') // and the whole list is back
    await atDesk(stage, { as: 'manager', language }, `views, the manager again, ${language}`, async ({ page }) => {
      const theirs = listOf(page, t)
      await page.goto(`${base}/orders`)
      await theirs.tab(own).waitFor()
      assert.equal(await theirs.tab(title).count(), 0)
    })
  })

  journey(stage, 'ORD-10/export: the list as it stands, and what was ticked, as a file that no spreadsheet runs', {}, async ({ page, t, language, base }) => {
    const formula = `=HYPERLINK("http://evil.example","${language}")`
    const { order, email } = await anOrder(stage, { name: formula })
    const { order: other, email: another } = await anOrder(stage, { name: `Экспортная-${language}` })
    const list = listOf(page, t)
    await page.goto(`${base}/orders?search=${encodeURIComponent(email)}&columns=${encodeURIComponent(JSON.stringify(['number', 'customer', 'customer_email', 'status', 'cost']))}`)
    await list.only(order)
    await page.getByRole('button', { name: t('orders:more'), exact: true }).click()
    const whole = await saved(page, page.getByRole('menuitem', { name: t('orders:export') }))
    assert.match(whole.name, /^orders-\d{4}-\d\d-\d\d\.csv$/)
    const headings = { ru: 'Номер,Пользователь,Эл. почта,Статус,Стоимость', en: 'Number,Customer,E-mail,Status,Cost' }[language]
    const line = ({ number, cost }, name, address) => `${number},${name},${address},${t('common:status.new')},${(cost / 100).toFixed(2)}`
    const harmless = `"'${formula.replaceAll('"', '""')}"`
    assert.deepEqual(whole.lines, [headings, line(order, harmless, email)], 'what the list shows, in its columns and language')

    await page.getByRole('textbox', { name: t('orders:search') }).fill(another)
    await list.only(other)
    await page.getByRole('checkbox', { name: t('orders:select', { number: other.number }) }).check()
    const bar = page.getByRole('toolbar', { name: t('orders:selection.label') })
    const ticked = await saved(page, bar.getByRole('link', { name: 'CSV' }))
    assert.deepEqual(ticked.lines, [headings, line(other, `Экспортная-${language}`, another)])
  })
}

/** The list of orders, as one looks at it. */
function listOf(page, t) {
  const table = page.getByRole('table')
  const tabs = page.getByRole('navigation', { name: t('orders:views.label') })
  return {
    table,
    tabs,
    tab: (title) => tabs.getByRole('link', { name: title }),
    /** These orders are in the list, and no others. */
    async only(...orders) {
      for (const { number } of orders) await table.getByRole('link', { name: t('orders:open', { number }), exact: true }).waitFor()
      await page.getByText(t('orders:count', { count: orders.length }), { exact: true }).first().waitFor()
    },
    /** Saves what narrows the list. */
    async save(title, look) {
      await tabs.getByRole('button', { name: t('orders:views.save') }).click()
      const form = page.locator('form').filter({ has: page.getByLabel(t('orders:views.title')) })
      await form.getByLabel(t('orders:views.title')).fill(title)
      await look(form)
      await form.getByRole('button', { name: t('common:action.save') }).click()
      await form.waitFor({ state: 'detached' })
    },
  }
}

/** The file behind a link: its name and its lines. */
async function saved(page, link) {
  const coming = page.waitForEvent('download')
  await link.click()
  const file = await coming
  const text = await readFile(await file.path(), 'utf8')
  assert.equal(text.charCodeAt(0), 0xfeff, 'spreadsheets see that it is UTF-8')
  return { name: file.suggestedFilename(), lines: text.slice(1).trimEnd().split('\r\n') }
}
