import assert from 'node:assert/strict'
import { journey } from '../kit/journey.mjs'
import { anOrder } from '../kit/stage.mjs'
import { speaker } from '../kit/texts.mjs'

/** The next such request is carried out, and its answer never comes back. */
async function loseAnswer(page, path) {
  const pattern = `**/api/v1${path}`
  let lost = false
  await page.route(pattern, async (route) => {
    if (lost || route.request().method() !== 'POST') return route.fallback()
    lost = true
    const answer = await route.fetch()
    assert.ok(answer.ok(), `the request itself succeeds: ${answer.status()}`)
    await route.abort('connectionreset')
  })
}

export function journeys(stage) {
  journey(stage, 'API-1/lost-answer: an order made by hand, its answer lost, is made once', {}, async ({ page, t, language, base, api }) => {
    const email = `lost-${language}@example.com`
    await page.goto(`${base}/orders/new`)
    await page.getByLabel(t('customers:customer'), { exact: true }).fill(email)
    await page.getByRole('option', { name: t('customers:add', { email }) }).click()
    const name = page.getByLabel(t('customers:name'), { exact: true })
    await name.fill('Пётр Связной')
    await page.getByRole('combobox', { name: t('orders:new.offer') }).click()
    await page.getByRole('option', { name: /Йога для начинающих/ }).click()
    const create = page.getByRole('button', { name: t('orders:create') })
    for (const path of ['/customers', '/orders']) {
      await loseAnswer(page, path)
      await create.click()
      await page.getByRole('alert').getByText(t('common:error.connection')).waitFor()
      assert.equal(await name.inputValue(), 'Пётр Связной', 'what was typed stays')
      await create.isEnabled()
    }
    await create.click()
    await page.waitForURL(/\/orders\/\d+$/)
    const { items } = await api.get(`/orders?search=${encodeURIComponent(email)}`)
    assert.equal(items.length, 1, 'the repetition makes no second order')
    assert.equal((await api.get(`/customers?search=${encodeURIComponent(email)}`)).items.length, 1)
  })

  journey(stage, 'API-1/lost-answer: a payment recorded by hand, its answer lost, counts once', {}, async ({ page, t, base, api }) => {
    const { order } = await anOrder(stage)
    await page.goto(`${base}/orders/${order.id}`)
    const panel = page.getByRole('region', { name: t('order:payment.title'), exact: true })
    await panel.getByRole('button', { name: t('order:payment.add') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(t('order:payment.amount', { currency: 'RUB' })).fill('1000')
    await dialog.getByLabel(t('order:payment.comment')).fill('Наличными на занятии')
    await loseAnswer(page, `/orders/${order.id}/payments`)
    await dialog.getByRole('button', { name: t('order:payment.record') }).click()
    await dialog.getByRole('alert').getByText(t('common:error.connection')).waitFor()
    assert.equal(await dialog.getByLabel(t('order:payment.comment')).inputValue(), 'Наличными на занятии')
    await dialog.getByRole('button', { name: t('order:payment.record') }).click()
    await dialog.waitFor({ state: 'hidden' })
    const { payments, paid } = await api.get(`/orders/${order.id}`)
    assert.deepEqual([payments.length, paid], [1, 100_000])
  })

  journey(stage, 'API-1/offline: what is sent without a connection is said, kept, and sent once afterwards', {}, async ({ page, context, t, base, api }) => {
    const { order } = await anOrder(stage)
    await page.goto(`${base}/orders/${order.id}`)
    const history = page.getByRole('region', { name: t('order:history.title'), exact: true })
    const comment = history.getByRole('textbox', { name: t('order:history.write') })
    const send = history.getByRole('button', { name: t('order:history.send') })
    await comment.fill('Перезвонить в среду')
    await context.setOffline(true)
    await send.click()
    await page.getByText(t('common:error.connection')).first().waitFor()
    assert.equal(await comment.inputValue(), 'Перезвонить в среду')
    const count = async () => (await api.get(`/orders/${order.id}`)).history.filter((e) => e.comment === 'Перезвонить в среду').length
    assert.equal(await count(), 0, 'nothing was done')
    await context.setOffline(false)
    await send.click()
    await history.getByRole('listitem').or(history).getByText('Перезвонить в среду').last().waitFor()
    await page.waitForFunction(() => !document.querySelector('textarea')?.value)
    assert.equal(await count(), 1)
  })

  journey(stage, 'API-1/offline: a place that cannot be fetched says so within the frame, and comes when asked again', {}, async ({ page, context, t, base }) => {
    await page.goto(`${base}/settings/products`)
    const frame = page.getByRole('navigation', { name: t('common:shell.places') })
    await page.getByRole('heading', { name: t('settings:section.products'), exact: true }).waitFor()
    await context.setOffline(true)
    await frame.getByRole('link', { name: t('common:place.processes') }).click()
    const fault = page.getByRole('alert')
    await fault.getByText(t('common:error.piece')).waitFor()
    await frame.waitFor() // one can go elsewhere
    const again = fault.getByRole('button', { name: t('common:action.retry') })
    await again.click() // still nothing: it stays
    await fault.getByText(t('common:error.piece')).waitFor()
    await context.setOffline(false)
    await again.click()
    await page.getByRole('heading', { level: 1, name: t('processes:title') }).waitFor()
  })

  journey(stage, 'API-1/offline: a part that is fetched late fails in its own place', {}, async ({ page, context, t, base }) => {
    await anOrder(stage)
    await page.goto(`${base}/orders`)
    await page.getByRole('row').nth(1).waitFor()
    await context.setOffline(true)
    await page.getByRole('button', { name: t('segments:filter.title'), exact: true }).click()
    const fault = page.getByRole('alert')
    await fault.getByText(t('common:error.piece')).waitFor()
    await page.getByRole('row').nth(1).waitFor() // the list stays
    await context.setOffline(false) // it is tried again by itself
    await page.getByRole('form').or(page.locator('form')).getByRole('button', { name: t('segments:filter.apply') }).waitFor()
    await fault.waitFor({ state: 'hidden' })
  })

  journey(stage, 'API-1/texts: without its texts the program says that it has no connection; a language that does not come changes nothing', {}, async ({ page, t, base, language }) => {
    const lose = async (texts) => {
      await page.route(texts, (route) => route.abort('connectionreset'))
      return () => page.unroute(texts)
    }
    const found = await lose(`**/assets/texts-${language}-*.json`)
    await page.goto(`${base}/segments`)
    await page.getByText('No connection to the server').waitFor() // in both languages: none of them is there
    await page.getByText('Нет связи с сервером').waitFor()
    await found()
    await page.reload()
    const title = (word) => page.getByRole('heading', { level: 1, name: word('segments:title') })
    await title(t).waitFor()
    const other = language === 'ru' ? 'en' : 'ru'
    const change = async () => {
      await page.getByRole('button', { name: t('common:shell.language') }).click()
      await page.getByRole('menuitem', { name: t(`common:language.${other}`) }).click()
    }
    const foundToo = await lose(`**/assets/texts-${other}-*.json`)
    await change()
    await page.getByText(t('common:error.piece')).waitFor()
    await title(t).waitFor() // the language stays as it was
    assert.equal(await page.evaluate(() => document.documentElement.lang), language)
    await foundToo()
    await change()
    await title(speaker(other)).waitFor()
  })
}
