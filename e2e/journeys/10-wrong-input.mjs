import assert from 'node:assert/strict'
import { journey } from '../kit/journey.mjs'

/** The field says what is wrong with it: to the eye below it, to a screen reader by aria. */
async function faulty(field) {
  await field.and(field.page().locator('[aria-invalid=true]')).waitFor()
  const told = await field.evaluate((node) => (node.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim())
  assert.notEqual(told, '', 'the fault is said at its field')
}

export function journeys(stage) {
  journey(stage, 'API-1/field: a wrong price, a taken code, an address that is none', {}, async ({ page, t, language, base, api }) => {
    await page.goto(`${base}/settings/offers/new`)
    const title = page.getByLabel(t('settings:offer.field.title'))
    const code = page.getByLabel(t('settings:offer.field.code'))
    const price = page.getByLabel(t('settings:offer.field.price'))
    const create = page.getByRole('button', { name: t('common:action.create') })
    await title.fill(`Хатха, ${language}`)
    await code.fill('yoga')
    await price.fill('сто рублей')
    await create.click()
    await faulty(price)
    await price.fill('100')
    await create.click()
    await faulty(code)
    assert.deepEqual([await title.inputValue(), await code.inputValue(), await price.inputValue()], [`Хатха, ${language}`, 'yoga', '100'], 'what was typed stays')
    await code.fill(`hatha-${language}`)
    await create.click()
    await page.waitForURL(/\/settings\/offers\/\d+$/)
    const { items } = await api.get('/offers?limit=100')
    assert.equal(items.filter((o) => o.code === `hatha-${language}`).length, 1)

    await page.goto(`${base}/orders/new`)
    await page.getByLabel(t('customers:customer'), { exact: true }).fill('good@example.com')
    await page.getByRole('option', { name: t('customers:add', { email: 'good@example.com' }) }).click()
    const email = page.getByLabel(t('customers:email'), { exact: true })
    await email.fill('не адрес')
    await page.getByRole('combobox', { name: t('orders:new.offer') }).click()
    await page.getByRole('option', { name: /Йога для начинающих/ }).click()
    await page.getByRole('button', { name: t('orders:create') }).click()
    await faulty(email)
    assert.equal(await email.inputValue(), 'не адрес')
  })

  journey(stage, 'ORD-2/page-field: a visitor reads beside the field what is wrong, and types nothing twice', { as: 'nobody' }, async ({ page, language, api }) => {
    const sales = await api.post('/sales-pages', { slug: `wrong-${language}`, title: 'Йога дома', text: 'Десять занятий', language, offer_ids: [stage.offers.yoga.id] })
    await page.goto(sales.address)
    await page.locator('input[name=name]').fill('Дмитрий Соколов')
    const email = page.locator('input[name=email]')
    await email.evaluate((node) => node.setAttribute('type', 'text')) // a browser that does not look itself
    await email.fill('не адрес')
    await page.locator('input[name=consent]').check()
    await page.locator('main form button').click()
    await faulty(page.locator('input[name=email]'))
    assert.equal(await page.locator('input[name=name]').inputValue(), 'Дмитрий Соколов')
    assert.equal(await page.locator('input[name=email]').inputValue(), 'не адрес')
  })
}
