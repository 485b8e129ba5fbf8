import assert from 'node:assert/strict'
import { atDesk, journey } from '../kit/journey.mjs'
import { anOrder, letterLink, owner } from '../kit/stage.mjs'

/** The settings, each with what it changes elsewhere. Offers and staff have journeys of their own. */
export function journeys(stage) {
  journey(stage, 'CUS-3/product: made, corrected, put away', {}, async ({ page, t, language, base }) => {
    const title = `Курс дыхания, ${language}`
    await openPart(page, base, t, 'products')
    await page.getByRole('link', { name: t('settings:product.create') }).first().click()
    const field = (name) => page.getByLabel(t(`settings:product.${name}`))
    await field('title').fill(title)
    await field('instructions').fill('Откройте видео по ссылке.')
    await field('link').fill('курсы точка рф')
    const create = page.getByRole('button', { name: t('common:action.create') })
    await create.click()
    await field('link').and(page.locator('[aria-invalid=true]')).waitFor() // said beside the field, and the rest is kept
    await field('link').fill('https://courses.example/breath')
    await create.click()
    await page.getByRole('heading', { name: title }).waitFor()
    await field('title').fill(`${title}: весна`)
    await page.getByRole('button', { name: t('common:action.save') }).click()
    await page.getByRole('heading', { name: `${title}: весна` }).waitFor()
    await page.getByRole('button', { name: t('settings:archive') }).click()
    await page.getByText(t('settings:archived'), { exact: true }).waitFor()
    await openPart(page, base, t, 'products')
    await page.getByRole('row').filter({ hasText: 'Курс йоги' }).getByText(stage.offers.yoga.title).waitFor()
    assert.equal(await page.getByRole('row').filter({ hasText: title }).count(), 0, 'what is put away is out of sight')
    await page.getByLabel(t('settings:show_archived')).check()
    await page.getByRole('row').filter({ hasText: `${title}: весна` }).getByText(t('settings:product.not_sold')).waitFor()
  })

  journey(stage, 'ORD-11/stages: a board is made, its stages put in order; one that goes hands its orders on', {}, async ({ page, t, language, base, api }) => {
    const [title, first, second, third] = [`Набор, ${language}`, `Пробное-${language}`, `Созвон-${language}`, `Договор-${language}`]
    await openPart(page, base, t, 'boards')
    await page.getByRole('link', { name: t('settings:board.create') }).click()
    await page.getByLabel(t('settings:board.title')).fill(title)
    const stages = page.getByLabel(t('settings:board.stage_title'), { exact: true })
    await stages.nth(0).fill(first)
    for (const [i, name] of [second, third].entries()) {
      await page.getByRole('button', { name: t('settings:board.add_stage') }).click()
      await stages.nth(i + 1).fill(name)
    }
    await page.getByRole('button', { name: t('common:sort.handle', { name: third }) }).press('ArrowUp')
    await page.getByText(t('common:sort.moved', { name: third, place: 2, of: 3 })).waitFor({ state: 'attached' }) // a screen reader hears it
    await page.getByRole('button', { name: t('common:action.create') }).click()
    await page.getByRole('heading', { name: title }).waitFor()
    const id = Number(new URL(page.url()).pathname.split('/').at(-1))
    const stands = (await api.get('/boards')).items.find((b) => b.id === id).stages[0].id
    const { order } = await anOrder(stage)
    await api.post(`/orders/${order.id}/stage`, { stage_id: stands }, { 'If-Match': '*' })
    const columns = () => page.locator('main section section[aria-label]').evaluateAll((all) => all.map((node) => node.getAttribute('aria-label')))
    const card = (column) => page.getByRole('region', { name: column, exact: true }).getByRole('group', { name: new RegExp(`^${t('orders:card', { number: order.number, customer: '' })}`) })
    await page.goto(`${base}/board`)
    await page.getByRole('combobox', { name: t('orders:boards') }).click()
    await page.getByRole('option', { name: title, exact: true }).click()
    await card(first).waitFor()
    assert.deepEqual(await columns(), [first, third, second])

    await page.goto(`${base}/settings/boards/${id}`)
    await page.getByRole('button', { name: t('settings:board.drop_named', { stage: first }) }).click()
    const save = page.getByRole('button', { name: t('common:action.save') })
    await save.click()
    const warning = page.getByRole('alert').filter({ hasText: t('settings:board.in_use_title') })
    await warning.getByText(t('settings:board.in_use', { stage: first, count: 1 })).waitFor()
    await warning.getByRole('combobox', { name: t('settings:board.move_to') }).click()
    await page.getByRole('option', { name: second, exact: true }).click()
    await save.click()
    await warning.waitFor({ state: 'detached' })
    await page.goto(`${base}/board/${id}`)
    await card(second).waitFor()
    assert.deepEqual(await columns(), [third, second])
  })

  journey(stage, 'ST-11/reasons: added, renamed, put in order and away; a cancel offers them so', {}, async ({ page, t, language, base }) => {
    const [dear, moved, gone] = [`Дорого-${language}`, `Переехала-${language}`, `Передумала-${language}`]
    await openPart(page, base, t, 'reasons')
    const lines = page.getByRole('listitem')
    for (const name of [dear, `Переезд-${language}`, gone]) {
      await page.getByRole('textbox', { name: t('settings:reason.new') }).fill(name)
      await page.getByRole('button', { name: t('settings:reason.add') }).click()
      await lines.filter({ hasText: name }).waitFor()
    }
    const act = async (name, what) => {
      await page.getByRole('button', { name: t('settings:reason.more', { name }), exact: true }).click()
      await page.getByRole('menuitem', { name: what }).click()
    }
    await act(`Переезд-${language}`, t('settings:reason.rename'))
    await page.getByRole('textbox', { name: t('settings:reason.name'), exact: true }).fill(moved)
    await page.keyboard.press('Enter')
    await lines.filter({ hasText: moved }).waitFor()
    await act(gone, t('settings:archive'))
    await lines.filter({ hasText: gone }).waitFor({ state: 'detached' })
    const kept = page.waitForResponse((answer) => answer.url().endsWith('/refusal-reasons/arrange'))
    await page.getByRole('button', { name: t('common:sort.handle', { name: moved }) }).press('ArrowUp')
    await kept

    const { order } = await anOrder(stage)
    await page.goto(`${base}/orders/${order.id}`)
    await page.getByRole('button', { name: t('order:status.change') }).click()
    await page.getByRole('menuitem', { name: t('common:status.cancelled'), exact: true }).click()
    await page.getByRole('dialog').getByRole('combobox', { name: t('order:status.reason') }).click()
    await page.getByRole('option', { name: moved }).waitFor()
    const offered = await page.getByRole('option').allInnerTexts()
    assert.deepEqual(offered.filter((name) => name.endsWith(`-${language}`)), [moved, dear])
  })

  journey(stage, 'AUTH-8/token: made with a few rights, its secret shown once; it works until it is revoked', {}, async ({ page, t, language, base }) => {
    const title = `Сайт школы, ${language}`
    await openPart(page, base, t, 'tokens')
    await page.getByRole('button', { name: t('settings:token.create') }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(t('settings:token.title')).fill(title)
    await dialog.getByRole('combobox', { name: t('settings:token.expires') }).click()
    await page.getByRole('option', { name: t('settings:token.forever') }).click()
    await dialog.getByLabel(t('settings:token.chosen'), { exact: true }).check()
    await dialog.getByLabel(t('settings:right.order_read'), { exact: true }).check()
    await dialog.getByRole('button', { name: t('common:action.create') }).click()
    const shown = page.getByRole('status').filter({ hasText: t('settings:token.made', { title }) })
    await shown.getByText(t('settings:token.once')).waitFor()
    const secret = (await shown.locator('pre, code').innerText()).trim()
    const asks = async (path) => (await fetch(`${base}/api/v1${path}`, { headers: { Authorization: `Bearer ${secret}` } })).status
    assert.equal(await asks('/orders'), 200)
    assert.equal(await asks('/customers'), 403, 'it has no other rights')
    const line = page.getByRole('row').filter({ hasText: title })
    await line.getByText(t('settings:token.some', { count: 1 })).waitFor()
    await line.getByText(t('settings:token.forever')).waitFor()
    await shown.getByRole('button', { name: t('settings:token.kept') }).click()
    await page.reload()
    await line.waitFor()
    assert.equal((await page.content()).includes(secret), false, 'nobody sees the secret again')
    assert.equal(await line.getByText(t('settings:token.never')).count(), 0, 'it was used')
    await line.getByRole('button', { name: t('settings:token.revoke') }).click()
    const sure = page.getByRole('dialog', { name: t('settings:token.revoke_title', { title }) })
    await sure.getByRole('button', { name: t('settings:token.revoke') }).click()
    await line.waitFor({ state: 'detached' })
    assert.equal(await asks('/orders'), 401)
  })

  journey(stage, 'MAIL-5/settings: where letters go, whether the server takes them, a letter to oneself', {}, async ({ page, t, language, base }) => {
    const { order } = await anOrder(stage)
    await openPart(page, base, t, 'mail')
    await page.getByText(t('settings:mail.captured_title')).waitFor() // it never looks as if customers got them
    await page.getByRole('button', { name: t('settings:mail.probe') }).click()
    await page.getByRole('status').getByText(t('settings:mail.fine')).waitFor()
    await page.getByRole('button', { name: t('settings:mail.test') }).click()
    await page.getByRole('status').getByText(t('settings:mail.test_sent', { address: owner.email })).waitFor()
    await letterLink(stage, owner.email, new RegExp(`(${{ ru: 'заказ № ', en: 'order ' }[language]}${order.number}\\b)`, 'i'))
  })

  journey(stage, 'AUTH-6/school: its name, its clock and its language can be changed, and what shows them follows', {}, async ({ page, t, language, base, api }) => {
    const before = await api.get('/settings')
    const name = `Школа ветра, ${language}`
    const { order } = await anOrder(stage)
    try {
      await openPart(page, base, t, 'account')
      await page.getByLabel(t('settings:account.name')).fill(name)
      await page.getByRole('combobox', { name: t('settings:account.zone') }).fill('Vladivostok')
      await page.getByRole('option', { name: /^Asia\/Vladivostok/ }).click()
      await page.getByRole('combobox', { name: t('settings:account.language') }).click()
      const other = language === 'ru' ? 'en' : 'ru'
      await page.getByRole('option', { name: t(`common:language.${other}`) }).click()
      await page.getByRole('button', { name: t('common:action.save') }).click()
      await page.getByRole('banner').getByText(name).waitFor() // above every screen
      await page.goto(`${base}/orders/${order.id}`)
      const there = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Vladivostok' })
      await page.getByRole('region', { name: t('order:details.title') }).getByText(there.format(new Date(order.created_at))).first().waitFor()
      const { email } = await anOrder(stage)
      const regards = { ru: 'С уважением,', en: 'Kind regards,' }[other]
      await letterLink(stage, email, new RegExp(`(${regards}\\s+${name})`)) // what a new customer gets is in the school's language
    } finally {
      const { account_name, time_zone, language } = before
      await api.patch('/settings', { account_name, time_zone, language }, { 'If-Match': '*' })
    }
  })

  journey(stage, 'ROLE-1/roles: who may do what is there to read, and is what the interface offers', {}, async ({ page, t, language, base }) => {
    await openPart(page, base, t, 'roles')
    await page.getByRole('columnheader', { name: t('common:role.owner') }).waitFor()
    const may = async (right) => (await page.getByRole('row').filter({ hasText: t(`settings:right.${right}`) }).getByRole('cell').allInnerTexts()).slice(1).map((text) => text.trim())
    const roles = (await page.getByRole('columnheader').allInnerTexts()).slice(1, 4).map((text) => text.trim())
    assert.deepEqual(roles, ['manager', 'administrator', 'owner'].map((role) => t(`common:role.${role}`)))
    const [yes, no, grant] = ['yes', 'no', 'grantable'].map((word) => t(`settings:roles.${word}`))
    assert.deepEqual(await may('order_write'), [yes, yes, yes])
    assert.deepEqual(await may('bulk_create_orders'), [grant, yes, yes])
    assert.deepEqual(await may('money_decide'), [no, yes, yes])
    assert.deepEqual(await may('staff_write'), [no, no, yes])
    await atDesk(stage, { as: 'manager', language }, `roles, the manager, ${language}`, async ({ page }) => {
      await page.goto(`${base}/settings`)
      const parts = page.getByRole('navigation', { name: t('settings:title') })
      await parts.getByRole('link', { name: t('settings:section.offers') }).waitFor()
      assert.equal(await parts.getByRole('link', { name: t('settings:section.audit') }).count(), 0)
      await page.goto(`${base}/settings/reasons`)
      await page.getByText(stage.reason.name).waitFor()
      assert.equal(await page.getByRole('button', { name: t('settings:reason.add') }).count(), 0, 'looked at, not changed')
    })
  })
}

/** A part of the settings, as one comes to it. */
async function openPart(page, base, t, part) {
  await page.goto(`${base}/settings`)
  await page.getByRole('navigation', { name: t('settings:title') }).getByRole('link', { name: t(`settings:section.${part}`), exact: true }).click()
  await page.getByRole('heading', { name: t(`settings:section.${part}`), exact: true }).waitFor()
}
