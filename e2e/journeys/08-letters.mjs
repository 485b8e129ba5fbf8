import assert from 'node:assert/strict'
import { journey } from '../kit/journey.mjs'
import { anOrder, letterLink, owner } from '../kit/stage.mjs'
import { until } from '../kit/until.mjs'

export function journeys(stage) {
  journey(stage, 'MAIL-2/by-hand: looked at, sent for a part, in the log with its cause', {}, async ({ page, t, language, base, api }) => {
    const parts = { code: `parts-${language}`, title: 'Йога частями', currency: 'RUB', price: 990_000, smallest_part: 100_000 }
    const { order, email } = await anOrder(stage, { offer: await api.post('/offers', parts) })
    await page.goto(`${base}/orders/${order.id}`)
    const panel = page.getByRole('region', { name: t('letters:title'), exact: true })
    await panel.getByRole('button', { name: t('letters:send.write') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(t('letters:to', { address: email })).waitFor() // the letter as it would go
    await dialog.getByText(t('letters:send.part'), { exact: true }).click()
    const sum = dialog.getByLabel(t('order:payment.amount', { currency: 'RUB' }))
    await sum.fill('много')
    await dialog.getByText(t('order:payment.not_a_sum')).waitFor()
    assert.equal(await dialog.getByRole('button', { name: t('letters:send.button'), exact: true }).isDisabled(), true)
    await sum.fill('500')
    await sum.and(page.locator('[aria-invalid=true]')).waitFor() // below what the offer lets one pay
    await sum.fill('1500')
    await page.frameLocator('iframe').getByText(/1\s?500/).first().waitFor({ state: 'attached' }) // what it asks for stands in it before it goes
    await dialog.getByRole('button', { name: t('letters:send.button'), exact: true }).click()
    await page.getByText(t('letters:send.done', { email })).waitFor()

    const cause = t('letters:why.person', { name: owner.name })
    await panel.getByText(cause).waitFor()
    await panel.getByRole('listitem').filter({ hasText: cause }).getByText(t('letters:state.sent'), { exact: true }).waitFor() // by itself
    await page.goto(`${base}/letters`)
    const line = page.getByRole('listitem').filter({ hasText: t('order:title', { number: order.number }) }).filter({ hasText: cause })
    await line.getByRole('link').first().click()
    await page.getByText(t('letters:source.sent')).waitFor()
    await page.getByText(cause).waitFor() // MAIL-4
    const link = await letterLink(stage, email, /(\/pay\/[\w-]+)/)
    assert.ok(order.payment_link.endsWith(link), 'MAIL-2: it carries the one link of the order')
    assert.equal((await api.get(`/orders/${order.id}`)).part_asked, 150_000)
  })

  journey(stage, 'MAIL-3/template: a fault is said at its line; tried, saved', {}, async ({ page, t, language, base, api }) => {
    await anOrder(stage)
    const code = `spring_${language}`
    await page.goto(`${base}/letters/templates`)
    await page.getByRole('button', { name: t('letters:new.button') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(t('letters:new.name')).fill(`Весна, ${language}`)
    await dialog.getByLabel(t('letters:new.code')).fill('payment_link')
    await dialog.getByText(t('letters:new.code_taken')).waitFor() // beside the field
    await dialog.getByLabel(t('letters:new.code')).fill(code)
    await dialog.getByRole('button', { name: t('letters:new.write') }).click()
    await page.getByLabel(t('letters:editor.subject'), { exact: true }).fill('Весна, {{ customer.name }}')
    const html = page.getByRole('textbox', { name: `${t(`letters:language.${language}`)}: HTML` })
    await html.click()
    await page.keyboard.press('Control+End')
    await page.keyboard.insertText('\n<p>{{ order.nubmer }}</p>')
    await page.getByText(t('letters:editor.faults', { count: 1 })).waitFor()
    await page.getByText(t('letters:editor.unknown', { name: 'order.nubmer' })).waitFor()
    assert.match(await page.locator('.cm-faulty').innerText(), /order\.nubmer/, 'its line is marked')
    await page.getByRole('button', { name: t('common:action.save') }).click()
    await page.getByRole('alert').filter({ hasText: t(`letters:language.${language}`) }).waitFor()
    await assert.rejects(() => api.get(`/letter-templates/${code}/${language}`), /: 404 /, 'what has faults is not saved')
    assert.match(await html.innerText(), /order\.nubmer/, 'what was typed stays')

    await html.focus()
    await page.keyboard.press('Control+End')
    for (let back = 0; back < 'nubmer }}</p>'.length; back++) await page.keyboard.press('Backspace')
    await page.keyboard.insertText('number }}</p>')
    await page.locator('.cm-faulty').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: t('letters:editor.test'), exact: true }).click()
    await page.getByText(t('letters:editor.test_sent', { address: owner.email })).waitFor()
    await letterLink(stage, owner.email, /(<p>\d+<\/p>)/)
    await page.getByRole('button', { name: t('common:action.save') }).click()
    await page.getByText(t('letters:editor.saved')).waitFor()
    const saved = await until(() => api.get(`/letter-templates/${code}/${language}`), 'it is saved')
    assert.equal(saved.subject, 'Весна, {{ customer.name }}')
  })
  journey(stage, 'MAIL-3/template-locked: whoever may not save reads why, and cannot type', { as: 'manager' }, async ({ page, t, language, base, api }) => {
    await anOrder(stage)
    await page.goto(`${base}/letters/templates/order_created?look=${language}`)
    await page.getByText(t('letters:editor.others')).waitFor()
    const code = page.getByLabel(`${t(`letters:language.${language}`)}: HTML`)
    await code.waitFor()
    assert.equal(await code.getAttribute('contenteditable'), 'false')
    assert.equal(await code.getAttribute('aria-readonly'), 'true')
    const before = await code.innerText()
    await code.focus() // by keyboard it can be reached and read
    await page.keyboard.press('Control+Home')
    await page.keyboard.insertText('mine')
    assert.equal(await code.innerText(), before)
    assert.equal(await page.getByRole('button', { name: t('common:action.save') }).count(), 0)
  })
}
