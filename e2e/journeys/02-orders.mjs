import assert from 'node:assert/strict'
import { accessible } from '../kit/axe.mjs'
import { journey } from '../kit/journey.mjs'
import { anOrder, manager, owner, pay } from '../kit/stage.mjs'
import { roubles } from '../kit/texts.mjs'
import { until } from '../kit/until.mjs'

export function journeys(stage) {
  journey(stage, 'ORD-2/by-hand: order → payment page → test payment → completed', {}, async ({ page, context, t, language, base }) => {
    await page.goto(`${base}/orders`)
    await page.getByRole('link', { name: t('orders:create') }).first().click()
    const email = `hand-${language}@example.com`
    await page.getByLabel(t('customers:customer'), { exact: true }).fill(email)
    await page.getByRole('option', { name: t('customers:add', { email }) }).click()
    await page.getByLabel(t('customers:name'), { exact: true }).fill('Вера Кузнецова')
    await page.getByRole('combobox', { name: t('orders:new.offer') }).or(page.getByPlaceholder(t('orders:new.offer'))).first().click()
    await page.getByRole('option', { name: /Йога для начинающих/ }).click()
    await page.getByRole('button', { name: t('orders:create') }).click()
    await page.waitForURL(/\/orders\/\d+$/)
    await page.getByRole('button', { name: t('order:status.change') }).getByText(t('common:status.new')).waitFor()

    const link = await page.getByRole('textbox', { name: t('order:link.title') }).inputValue()
    const customer = await context.newPage()
    await customer.goto(link)
    await customer.getByText('Йога для начинающих').waitFor()
    await pay(customer)
    await customer.getByText('Войдите по своей почте.').waitFor()

    // The card hears of it by itself.
    await page.getByRole('button', { name: t('order:status.change') }).getByText(t('common:status.payed')).waitFor()
    await page.getByRole('region', { name: t('order:payment.title') }).getByText(t('order:payment.state.accepted')).waitFor()
  })

  journey(stage, 'ORD-13/by-hand: what the customer has already is named, and made again only when that is meant', {}, async ({ page, t, base, api }) => {
    const { customer, order } = await anOrder(stage)
    const again = async () => {
      await page.goto(`${base}/orders/new?customer=${customer.id}`)
      await page.getByRole('combobox', { name: t('orders:new.offer') }).click()
      await page.getByRole('option', { name: /Йога для начинающих/ }).click()
      await page.getByRole('button', { name: t('orders:create') }).click()
    }
    const warning = (title) => page.getByRole('alert').filter({ hasText: t(`orders:new.${title}`) })
    await again()
    const open = warning('duplicate_order')
    assert.equal(await open.getByRole('link', { name: t('orders:new.open_found') }).getAttribute('href'), `/orders/${order.id}`)
    await open.getByRole('button', { name: t('orders:new.replace') }).click()
    await page.waitForURL(/\/orders\/\d+$/)
    assert.equal((await api.get(`/orders/${order.id}`)).status, 'cancelled', 'the one before is replaced')
    const instead = Number(new URL(page.url()).pathname.split('/').at(-1))
    await api.post(`/orders/${instead}/payments`, { amount: order.cost, currency: 'RUB', method: 'cash' })
    await again()
    const owned = warning('product_owned')
    await owned.getByRole('link', { name: t('orders:new.open_found') }).waitFor()
    assert.equal(await owned.getByRole('button', { name: t('orders:new.replace') }).count(), 0, 'what was paid is not replaced')
    await owned.getByRole('button', { name: t('orders:new.anyway') }).click()
    await page.waitForURL((url) => /\/orders\/\d+$/.test(url.pathname))
    const { items } = await api.get(`/orders?search=${encodeURIComponent(customer.email)}`)
    assert.deepEqual(items.map(({ status }) => status).sort(), ['cancelled', 'new', 'payed'])
  })

  journey(stage, 'ORD-2/page: sales page → order → payment page → test payment → completed', { as: 'nobody', width: 390, height: 844 }, async ({ page, language, api }) => {
    const sales = await api.post('/sales-pages', { slug: `yoga-${language}`, title: 'Йога дома', text: 'Десять занятий', language, offer_ids: [stage.offers.yoga.id] })
    await page.goto(sales.address)
    await accessible(page, 'the sales page')
    const email = `page-${language}@example.com`
    await page.locator('input[name=name]').fill('Дмитрий Соколов')
    await page.locator('input[name=email]').fill(email)
    assert.equal(await page.locator('input[name=consent]').isChecked(), false, 'PRIV-4: boxes are not ticked beforehand')
    await page.locator('input[name=consent]').check()
    await page.locator('main form button').click()
    await page.getByText('Йога для начинающих').first().waitFor()
    await accessible(page, 'the payment page')
    await pay(page)
    await page.getByText('Войдите по своей почте.').waitFor()
    await accessible(page, 'the page after payment')
    const { items } = await api.get(`/orders?search=${encodeURIComponent(email)}`)
    assert.deepEqual(items.map((o) => [o.status, o.created_via]), [['payed', 'page']])
  })

  journey(stage, 'ST-11/cancelled: with a reason and a comment', {}, async ({ page, t, base }) => {
    const { order } = await anOrder(stage)
    await page.goto(`${base}/orders/${order.id}`)
    await page.getByRole('button', { name: t('order:status.change') }).click()
    await page.getByRole('menuitem', { name: t('common:status.cancelled'), exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: t('order:status.reason') }).or(dialog.getByLabel(t('order:status.reason'))).first().click()
    await page.getByRole('option', { name: stage.reason.name }).click()
    await dialog.getByLabel(t('order:status.comment')).fill('Перезвонит весной')
    await dialog.getByRole('button', { name: t('order:status.apply') }).click()
    await page.getByRole('button', { name: t('order:status.change') }).getByText(t('common:status.cancelled')).waitFor()
    await page.getByText('Перезвонит весной').first().waitFor()
    const { refusal_reason } = await stage.people.owner.api.get(`/orders/${order.id}`)
    assert.equal(refusal_reason, stage.reason.name)
  })

  journey(stage, 'ORD-1/welcome: a school that works is led to its orders, not shown one of them as the first', {}, async ({ page, t, base }) => {
    for (let i = 0; i < 2; i++) await anOrder(stage)
    await page.goto(`${base}/welcome`)
    await page.getByText(t('welcome:works')).waitFor()
    assert.equal(await page.getByRole('region', { name: t('welcome:order.title') }).count(), 0)
    await page.getByRole('link', { name: t('welcome:to_orders') }).click()
    await page.waitForURL(/\/orders(\?|$)/)
  })

  journey(stage, 'ORD-7/earlier: a long history is shown to its beginning, and goes on live', {}, async ({ page, t, base }) => {
    const { order } = await anOrder(stage)
    const { api } = stage.people.owner
    const say = (text) => api.post(`/orders/${order.id}/comments`, { text })
    for (let i = 1; i <= 205; i++) await say(`Заметка ${i}.`)
    await page.goto(`${base}/orders/${order.id}`)
    const history = page.getByRole('region', { name: t('order:history.title') })
    const note = (i) => history.getByText(`Заметка ${i}.`, { exact: true })
    await note(205).waitFor()
    assert.equal(await note(105).count(), 0)
    const earlier = history.getByRole('button', { name: t('order:history.earlier') })
    await earlier.click()
    await note(30).waitFor()
    await say('Заметка 206.')
    await note(206).waitFor()
    await earlier.click()
    await note(1).waitFor()
    await earlier.waitFor({ state: 'detached' })
    for (const i of [1, 6, 7, 105, 106, 107, 205, 206]) assert.equal(await note(i).count(), 1, `note ${i} stands once`)
  })

  journey(stage, 'ORD-8/link: an address in a comment can be followed', {}, async ({ page, t, base }) => {
    const { order } = await anOrder(stage)
    await page.goto(`${base}/orders/${order.id}`)
    const history = page.getByRole('region', { name: t('order:history.title') })
    await history.getByRole('textbox', { name: t('order:history.write') }).fill('Разговор: https://school.example/talk?n=1, до пятницы')
    await history.getByRole('button', { name: t('order:history.send') }).click()
    const link = history.getByRole('link', { name: 'https://school.example/talk?n=1', exact: true })
    assert.equal(await link.getAttribute('href'), 'https://school.example/talk?n=1')
  })

  journey(stage, 'API-1/conflict: two people edit one order', {}, async ({ page, t, base }) => {
    const { order } = await anOrder(stage)
    const { api } = stage.people.owner
    await page.route('**/api/v1/live*', (route) => route.abort()) // this window does not hear of the other
    await page.goto(`${base}/orders/${order.id}`)
    await page.getByRole('button', { name: t('order:status.change') }).click()
    await page.getByRole('menuitem', { name: t('common:status.pending'), exact: true }).click()
    await stage.people.manager.api.post(`/orders/${order.id}/status`, { status: 'in_work' }, { 'If-Match': '*' })
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: t('order:status.apply') }).click()
    const [was, is] = [t('common:status.new'), t('common:status.in_work')]
    await dialog.getByRole('alert').getByText(`${manager.name}: ${t('order:history.status', { from: was, to: is })}`).waitFor()
    await page.getByText(is).first().waitFor() // what the other person did is shown
    assert.equal((await api.get(`/orders/${order.id}`)).status, 'in_work', 'the later change was not written over the earlier one')
    await dialog.getByRole('button', { name: t('order:status.apply') }).click() // seen, and wanted all the same
    await until(async () => (await api.get(`/orders/${order.id}`)).status === 'pending', 'the second try goes through')
  })

  journey(stage, 'API-1/conflict-in-forms: each says what another changed meanwhile', {}, async ({ page, t, base, api }) => {
    const { order } = await anOrder(stage)
    const colleague = stage.people.manager.api
    await api.post(`/orders/${order.id}/deadline`, { payment_deadline: '2099-05-01T12:00:00Z' })
    await page.route('**/api/v1/live*', (route) => route.abort())
    await page.goto(`${base}/orders/${order.id}`)
    const dialog = page.getByRole('dialog')
    const said = (what) => dialog.getByRole('alert').getByText(`${manager.name}: ${what}`).waitFor()
    const away = async () => {
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
    }
    await page.getByRole('button', { name: t('order:deadline.extend') }).first().click()
    await colleague.post(`/orders/${order.id}/part`, { amount: 100_000 })
    await dialog.getByRole('button', { name: t('order:deadline.drop') }).click()
    await said(t('order:history.part', { sum: '' }))
    assert.notEqual((await api.get(`/orders/${order.id}`)).payment_deadline, null)
    await away()
    await page.getByRole('button', { name: t('order:link.part') }).click()
    await colleague.post(`/orders/${order.id}/deadline`, { payment_deadline: null })
    await dialog.getByLabel(t('order:payment.amount', { currency: 'RUB' })).fill('2000')
    await dialog.getByRole('button', { name: t('common:action.save') }).click()
    await said(t('order:history.no_deadline'))
    assert.equal((await api.get(`/orders/${order.id}`)).part_asked, 100_000)
    await away()
  })

  journey(stage, 'PAY-4/conflict: what a colleague has recorded is said, and not recorded again by the next press', {}, async ({ page, t, language, base, api }) => {
    const { order, customer } = await anOrder(stage)
    await page.route('**/api/v1/live*', (route) => route.abort())
    await page.goto(`${base}/orders/${order.id}`)
    await page.getByRole('region', { name: t('order:payment.title'), exact: true }).getByRole('button', { name: t('order:payment.add') }).click()
    const dialog = page.getByRole('dialog')
    const amount = dialog.getByLabel(t('order:payment.amount', { currency: 'RUB' }))
    assert.equal(await amount.inputValue(), '9900')
    await stage.people.manager.api.post(`/orders/${order.id}/payments`, { method: 'cash', amount: order.cost })
    const record = dialog.getByRole('button', { name: t('order:payment.record') })
    await record.click()
    await dialog.getByRole('alert').getByText(`${manager.name}: ${t('order:history.payment', { sum: roubles(order.cost, language) })}`).waitFor()
    await dialog.getByText(t('order:payment.over.full')).waitFor()
    assert.equal(await amount.inputValue(), '', 'nothing is left to record')
    const recorded = async () => (await api.get(`/orders/${order.id}`)).payments.length
    await record.click()
    await amount.fill('500')
    await record.click() // not confirmed: nothing happens
    assert.equal(await recorded(), 1)
    await dialog.getByLabel(t('order:payment.over.confirm')).check()
    await record.click()
    await dialog.waitFor({ state: 'hidden' })
    assert.equal(await recorded(), 2)
    assert.equal((await api.get(`/customers/${customer.id}/deposits`)).items[0].balance, 50_000)
  })

  journey(stage, 'PAY-6/more-than-is-left: it is asked first whether more is meant', {}, async ({ page, t, language, base, api }) => {
    const { order } = await anOrder(stage)
    await page.goto(`${base}/orders/${order.id}`)
    await page.getByRole('region', { name: t('order:payment.title'), exact: true }).getByRole('button', { name: t('order:payment.add') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(t('order:payment.amount', { currency: 'RUB' })).fill('10000')
    const record = dialog.getByRole('button', { name: t('order:payment.record') })
    await record.click()
    await dialog.getByText(t('order:payment.over.more', { left: roubles(order.cost, language), surplus: roubles(10_000, language) })).waitFor()
    assert.equal((await api.get(`/orders/${order.id}`)).paid, 0)
    await dialog.getByLabel(t('order:payment.over.confirm')).check()
    await record.click()
    await dialog.waitFor({ state: 'hidden' })
    assert.equal((await api.get(`/orders/${order.id}`)).payments[0].amount, 1_000_000)
  })

  journey(stage, 'API-1/conflict-again: what is changed after the warning is warned of, too', {}, async ({ page, t, language, base, api }) => {
    const { order } = await anOrder(stage)
    const change = (amount) => api.post(`/orders/${order.id}/part`, { amount }, { 'If-Match': '*' })
    const asked = async () => (await api.get(`/orders/${order.id}`)).part_asked
    await page.goto(`${base}/orders/${order.id}`)
    const link = page.getByRole('region', { name: t('order:link.title'), exact: true })
    await link.getByRole('button', { name: t('order:link.part') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(t('order:payment.amount', { currency: 'RUB' })).fill('1000')
    const save = async () => {
      const answer = page.waitForResponse((a) => a.url().endsWith(`/orders/${order.id}/part`))
      await dialog.getByRole('button', { name: t('common:action.save') }).click()
      return (await answer).status()
    }
    for (const sum of [200_000, 300_000]) {
      await change(sum)
      await link.getByText(roubles(sum, language)).waitFor() // this window hears of it
      assert.equal(await save(), 412)
      assert.equal(await asked(), sum, "another's change is not written over unseen")
    }
    assert.equal(await save(), 200) // seen, and wanted all the same
    assert.equal(await asked(), 100_000)
  })

  journey(stage, 'API-1/conflict-items: what another adds while one edits is not taken out', {}, async ({ page, t, base }) => {
    const { order } = await anOrder(stage)
    const { api } = stage.people.owner
    await page.goto(`${base}/orders/${order.id}`)
    const panel = page.getByRole('region', { name: t('order:items.title') })
    await panel.getByRole('button', { name: t('common:action.edit') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(t('orders:new.quantity')).first().fill('2')
    await api.patch(`/orders/${order.id}/items`, { add: [{ offer_id: stage.offers.morning.id }] }, { 'If-Match': '*' })
    await panel.getByText(stage.offers.morning.title).waitFor() // this window hears of the other
    const save = dialog.getByRole('button', { name: t('common:action.save') })
    await save.click()
    const said = dialog.getByRole('alert')
    await said.getByText(t('order:items.conflict.who', { name: owner.name })).waitFor()
    await said.getByText(stage.offers.morning.title).waitFor() // what the other did …
    const counts = dialog.getByLabel(t('orders:new.quantity'))
    await counts.nth(1).waitFor() // … stands in the form beside what was typed
    assert.deepEqual([await counts.nth(0).inputValue(), await counts.nth(1).inputValue()], ['2', '1'])
    await save.click()
    await dialog.waitFor({ state: 'hidden' })
    const { items } = await api.get(`/orders/${order.id}`)
    assert.deepEqual(items.map((i) => i.quantity), [2, 1], 'both changes stand')
  })

  journey(stage, 'API-1/conflict-same-item: both versions are shown, and either can be taken', {}, async ({ page, t, base }) => {
    const { order } = await anOrder(stage)
    const { api } = stage.people.owner
    await page.goto(`${base}/orders/${order.id}`)
    const panel = page.getByRole('region', { name: t('order:items.title') })
    await panel.getByRole('button', { name: t('common:action.edit') }).click()
    const dialog = page.getByRole('dialog')
    const count = dialog.getByLabel(t('orders:new.quantity'))
    await count.fill('2')
    const [item] = (await api.get(`/orders/${order.id}`)).items
    await api.patch(`/orders/${order.id}/items`, { change: [{ item_id: item.id, quantity: 5 }] }, { 'If-Match': '*' })
    await dialog.getByRole('button', { name: t('common:action.save') }).click()
    const said = dialog.getByRole('alert')
    await said.getByText(/1 × .* 5 × .* 2 × /).waitFor() // as it was, theirs, mine
    assert.equal(await count.inputValue(), '2', 'what was typed stays')
    await said.getByRole('button', { name: t('common:edit.yield') }).click()
    await said.waitFor({ state: 'hidden' })
    assert.equal(await count.inputValue(), '5')
    assert.equal((await api.get(`/orders/${order.id}`)).items[0].quantity, 5)
  })

  journey(stage, 'ORD-10/back: from a card one comes back to the list as it was', {}, async ({ page, t, base }) => {
    const { order, email } = await anOrder(stage)
    const filter = `search=${encodeURIComponent(email)}&status=${encodeURIComponent('["new"]')}&sort=cost`
    await page.goto(`${base}/orders?${filter}`)
    await page.getByRole('link', { name: String(order.number) }).first().click()
    await page.waitForURL(/\/orders\/\d+$/)
    await page.getByRole('link', { name: `← ${t('order:back')}` }).click()
    await page.getByRole('heading', { name: t('orders:title'), exact: true }).waitFor()
    const wish = new URL(page.url()).searchParams
    assert.deepEqual([wish.get('search'), wish.get('status'), wish.get('sort')], [email, '["new"]', 'cost'])
  })

  journey(stage, 'ROLE-1/session-end: log in again, the form is as it was', {}, async ({ page, context, t, base }) => {
    const { order } = await anOrder(stage)
    await page.goto(`${base}/orders/${order.id}`)
    const comment = page.getByRole('textbox', { name: t('order:history.write') })
    await comment.fill('Ждёт зарплату')
    await context.clearCookies()
    const history = page.getByRole('region', { name: t('order:history.title') })
    await history.getByRole('button', { name: t('order:history.send') }).click()
    const dialog = page.getByRole('dialog', { name: t('account:ended.title') })
    await dialog.getByRole('textbox', { name: t('account:password') }).fill(owner.password)
    await dialog.getByRole('button', { name: t('account:login') }).click()
    await dialog.waitFor({ state: 'hidden' })
    assert.match(page.url(), new RegExp(`/orders/${order.id}$`))
    await history.getByText('Ждёт зарплату').waitFor()
    await until(async () => (await stage.people.owner.api.get(`/orders/${order.id}`)).history.filter((e) => e.comment === 'Ждёт зарплату').length === 1, 'the comment is written once')
  })

  journey(stage, 'ROLE-1/log-in: a wrong password is said, then back to the wanted place', { as: 'nobody' }, async ({ page, t, base }) => {
    await page.goto(`${base}/orders?statuses=new`)
    await page.waitForURL(/\/login/)
    await page.getByLabel(t('account:email')).fill(owner.email)
    const password = page.getByRole('textbox', { name: t('account:password') })
    await password.fill('not this one')
    await page.getByRole('button', { name: t('account:login') }).click()
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByLabel(t('account:email')).inputValue(), owner.email)
    await password.fill(owner.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: t('orders:title'), exact: true }).waitFor()
    assert.equal(new URL(page.url()).pathname, '/orders')
  })
}
