import assert from 'node:assert/strict'
import { refocused } from '../kit/focus.mjs'
import { atDesk, journey } from '../kit/journey.mjs'
import { anOrder, invite, letterLink, manager, owner } from '../kit/stage.mjs'
import { roubles } from '../kit/texts.mjs'
import { until } from '../kit/until.mjs'

export function journeys(stage) {
  journey(stage, 'ROLE-1/manager: what a manager may not do is not offered, and is refused', { as: 'manager' }, async ({ page, t, base }) => {
    const { order } = await anOrder(stage)
    await page.goto(`${base}/orders/new`)
    await page.getByLabel(t('customers:customer'), { exact: true }).waitFor()
    assert.equal(await page.getByLabel(t('orders:new.quantity')).count(), 0, 'ORD-3: quantity is for the owner and administrators')
    assert.equal(await page.getByText(t('orders:new.deposit'), { exact: true }).count(), 0)
    await page.goto(`${base}/processes`)
    await page.getByRole('heading', { name: t('processes:title'), exact: true }).waitFor()
    assert.equal(await page.getByRole('link', { name: t('processes:new') }).count(), 0, 'PRC-1: owner and administrators edit')
    await page.goto(`${base}/orders/${order.id}`)
    await page.getByRole('button', { name: t('order:status.change') }).waitFor()
    await mayNot(() => stage.people.manager.api.post('/offers', { code: 'own', title: 'Своё', currency: 'RUB', price: 100 }))
    await mayNot(() => stage.people.manager.api.post('/staff', { name: 'Друг', email: 'friend@school.example', role: 'owner' }))
  })

  journey(stage, 'ROLE-1/approval: a manager prepares orders for a segment, the owner approves', { as: 'manager' }, async ({ page, t, language, base, api }) => {
    const emails = [1, 2, 3].map((n) => `few${n}@few-${language}.example`)
    for (const email of emails) await api.post('/customers', { email })
    const rule = { field: 'customer.email', op: 'contains', value: `few-${language}.example` }
    const segment = await api.post('/segments', { title: `Трое, ${language}`, object: 'customer', rule })
    await page.goto(`${base}/bulk/new?kind=create_orders&segment=${segment.id}`)
    await page.getByRole('combobox', { name: t('bulk:terms.offer') }).click()
    await page.getByRole('option', { name: new RegExp(stage.offers.morning.title) }).click()
    await page.getByText(t('bulk:approval.needed')).waitFor()
    assert.equal(await page.getByRole('button', { name: t('bulk:start.now'), exact: true }).count(), 0, 'a manager does not start it')
    await page.getByRole('button', { name: t('bulk:start.approval') }).click()
    await page.getByRole('dialog').getByRole('button', { name: t('bulk:start.approval') }).click()
    await page.getByText(t('bulk:approval.waits')).waitFor()
    const id = new URL(page.url()).pathname.split('/').at(-1)
    assert.equal(await page.getByRole('button', { name: t('bulk:action.approve') }).count(), 0)
    await mayNot(() => stage.people.manager.api.post(`/bulk-operations/${id}/approve`, undefined, { 'If-Match': '*' }))

    await atDesk(stage, { as: 'owner', language }, `approval, the owner, ${language}`, async ({ page }) => {
      await page.goto(`${base}/bulk`)
      await page.locator(`a[href$="/bulk/${id}"]`).first().click()
      await page.getByText(t('bulk:approval.yours')).waitFor()
      await page.getByRole('button', { name: t('bulk:action.approve') }).click()
      await page.getByRole('dialog').getByRole('button', { name: t('bulk:action.approve') }).click()
      await page.getByText(t('bulk:approved', { name: owner.name })).waitFor()
    })
    await page.getByText(t('bulk:approved', { name: owner.name })).waitFor() // the manager sees it without a reload
    await page.getByText(t('bulk:made', { name: manager.name })).waitFor()
    const done = await until(async () => {
      const now = await api.get(`/bulk-operations/${id}`)
      return now.state === 'done' && now
    }, 'the run ends')
    assert.equal(done.done, emails.length)
  })

  journey(stage, "ROLE-2/ledger: a deposit's history leaves out what hangs on colleagues' orders, and says so", {}, async ({ page, t, language, base, api }) => {
    const person = { name: `Лида Своя-${language}`, email: `lida-${language}@school.example`, password: 'seven quiet rivers', role: 'manager' }
    stage.people[person.email] = await invite(stage, person)
    const { id } = (await api.get('/staff')).items.find((member) => member.email === person.email)
    await api.patch(`/staff/${id}`, { own_orders_only: true }, { 'If-Match': '*' })
    const { order, customer } = await anOrder(stage)
    await api.post(`/orders/${order.id}/payments`, { method: 'cash', amount: order.cost + 70_000, confirm: true })
    await api.post(`/customers/${customer.id}/deposit-entries`, { kind: 'top_up', amount: 5_000, currency: 'RUB', comment: 'Подарок' })
    const look = async (page) => {
      await page.goto(`${base}/customers/${customer.id}`)
      const deposit = page.getByRole('region', { name: t('customers:deposit.title') })
      await deposit.getByText(roubles(75_000, language)).waitFor() // the balance is the customer's
      await deposit.getByRole('button', { name: t('customers:deposit.ledger') }).click()
      const ledger = page.getByRole('dialog')
      await ledger.getByText('Подарок').waitFor()
      return [await ledger.getByRole('row').count() - 1, await ledger.getByText(t('customers:deposit.partial')).count()]
    }
    assert.deepEqual(await look(page), [2, 0])
    await atDesk(stage, { as: person.email, language }, `ledger, who is limited, ${language}`, async ({ page }) => assert.deepEqual(await look(page), [1, 1]))
  })

  journey(stage, 'ROLE-1/invitation: a letter, a password, in; and in again after a log-out', {}, async ({ page, t, language, base }) => {
    const person = { name: `Инна Новенькая-${language}`, email: `inna-${language}@school.example`, password: 'nine yellow lamps' }
    await page.goto(`${base}/settings/staff`)
    await page.getByRole('button', { name: t('settings:staff.invite') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(t('settings:staff.name')).fill(person.name)
    await dialog.getByLabel(t('settings:staff.email')).fill(person.email)
    await dialog.getByRole('button', { name: t('settings:staff.send') }).click()
    await page.getByRole('link', { name: person.name }).waitFor()
    const token = await letterLink(stage, person.email, /\/invite\/([\w-]+)/)
    await atDesk(stage, { as: 'nobody', language }, `invitation, the invited, ${language}`, async ({ page }) => {
      await page.goto(`${base}/invite/${token}`)
      await page.getByText(t('account:invite.text', { email: person.email, role: t('common:role.manager') })).waitFor()
      const password = page.getByRole('textbox', { name: t('account:password') })
      await password.fill('short')
      await page.getByRole('button', { name: t('account:invite.enter') }).click()
      await page.locator('.mantine-PasswordInput-error').waitFor()
      await password.fill(person.password)
      await page.getByRole('button', { name: t('account:invite.enter') }).click()
      await page.getByRole('button', { name: t('common:shell.person', { name: person.name }) }).click()
      await page.getByRole('menuitem', { name: t('common:shell.logout') }).click()
      await page.getByRole('heading', { name: t('account:title') }).waitFor()
      await page.getByLabel(t('account:email')).fill(person.email)
      await password.fill(person.password)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: t('common:shell.person', { name: person.name }) }).waitFor()
      await page.goto(`${base}/invite/${token}`)
      await page.getByText(t('account:invite.spent')).waitFor() // once only
    })
  })

  journey(stage, 'ROLE-1/log-out: the session ends, the pages are closed', { as: 'nobody' }, async ({ page, t, base }) => {
    await page.goto(`${base}/login`)
    await page.getByLabel(t('account:email')).fill(manager.email)
    await page.getByRole('textbox', { name: t('account:password') }).fill(manager.password)
    await page.getByRole('button', { name: t('account:login') }).click()
    await page.getByRole('button', { name: t('common:shell.person', { name: manager.name }) }).click()
    await page.getByRole('menuitem', { name: t('common:shell.logout') }).click()
    await page.waitForURL(/\/login/)
    await page.goto(`${base}/orders`)
    await page.waitForURL(/\/login/)
  })

  journey(stage, 'AUTH-2/everywhere: one session is ended from another, then all of them', { as: 'nobody' }, async ({ page, t, language, base }) => {
    const person = await somebody(`Вика Всюду-${language}`, `vika-${language}@school.example`)
    await enter(page, base, t, person)
    await atDesk(stage, { as: person.email, language }, `everywhere, the other window, ${language}`, async ({ page: other }) => {
      await other.goto(`${base}/orders`)
      await other.getByRole('heading', { name: t('orders:title'), exact: true }).waitFor()
      await page.goto(`${base}/profile`)
      const sessions = page.getByRole('region', { name: t('settings:profile.sessions') })
      await sessions.getByText(t('settings:profile.here'), { exact: true }).waitFor()
      const end = sessions.getByRole('button', { name: t('settings:profile.end'), exact: true })
      await end.click()
      await end.waitFor({ state: 'detached' })
      await enter(other, base, t, person)
      await page.reload()
      await end.waitFor() // the other is there again
      await sessions.getByRole('button', { name: t('settings:profile.everywhere') }).click()
      await page.getByRole('dialog').getByRole('button', { name: t('settings:profile.everywhere') }).click()
      await page.waitForURL(/\/login/)
      for (const window of [page, other]) {
        await window.goto(`${base}/orders`)
        await window.waitForURL(/\/login/)
      }
    })
  })

  journey(stage, 'AUTH-2/another-person: who logs in at another tab sends nothing that was typed before', { as: 'nobody' }, async ({ page, context, t, language, base, api }) => {
    const person = await somebody(`Алла Первая-${language}`, `alla-${language}@school.example`)
    const { order } = await anOrder(stage)
    await enter(page, base, t, person)
    await page.goto(`${base}/orders/${order.id}`)
    const comment = page.getByRole('textbox', { name: t('order:history.write') })
    await comment.fill('Это пишет Алла')
    const other = await context.newPage()
    await other.goto(`${base}/orders`)
    await other.getByRole('button', { name: t('common:shell.person', { name: person.name }) }).click()
    await other.getByRole('menuitem', { name: t('common:shell.logout') }).click()
    await other.waitForURL(/\/login/)
    await enter(other, base, t, manager)
    await page.getByRole('region', { name: t('order:history.title') }).getByRole('button', { name: t('order:history.send') }).click()
    const dialog = page.getByRole('dialog', { name: t('account:another.title') })
    await dialog.waitFor()
    assert.equal((await api.get(`/orders/${order.id}`)).history.filter((e) => e.kind === 'comment').length, 0)
    await page.keyboard.press('Escape')
    const asked = questions(page)
    await dialog.getByRole('button', { name: t('account:another.go') }).click()
    await page.getByRole('button', { name: t('common:shell.person', { name: manager.name }) }).waitFor()
    assert.equal(await comment.inputValue(), '')
    assert.deepEqual(asked, [], 'nobody is asked to stay with what another typed')
  })

  journey(stage, 'AUTH-2/another-person: who logs in above the page of another begins anew, unasked', { as: 'nobody' }, async ({ page, context, t, language, base }) => {
    const person = await somebody(`Яна Вторая-${language}`, `yana-${language}@school.example`)
    await enter(page, base, t, person)
    await page.goto(`${base}/profile`)
    const name = page.getByRole('textbox', { name: t('settings:staff.name') })
    await name.click() // a browser asks only who has touched the page
    await name.fill('Имя, которое вводила Яна')
    await context.clearCookies()
    const asked = questions(page)
    const dialog = page.getByRole('dialog', { name: t('account:ended.title') })
    await refocused(page, dialog, 'the page notices that the session is over')
    await dialog.getByLabel(t('account:email')).fill(manager.email)
    await dialog.getByRole('textbox', { name: t('account:password') }).fill(manager.password)
    await dialog.getByRole('button', { name: t('account:login') }).click()
    await page.getByRole('button', { name: t('common:shell.person', { name: manager.name }) }).waitFor()
    assert.equal(await name.inputValue(), manager.name)
    assert.deepEqual(asked, [])
    assert.equal((await stage.people.manager.api.get('/me')).name, manager.name)
  })

  journey(stage, 'AUTH-5/reset: a forgotten password is replaced by a letter, once; other windows are closed', { as: 'nobody' }, async ({ page, t, language, base }) => {
    const person = await somebody(`Рита Забыла-${language}`, `rita-${language}@school.example`)
    await page.goto(`${base}/login`)
    await page.getByRole('link', { name: t('account:forgotten.link') }).click()
    await page.getByRole('heading', { name: t('account:forgotten.title') }).waitFor() // the log-in asks for an e-mail, too
    await page.getByLabel(t('account:email')).fill(person.email)
    await page.getByRole('button', { name: t('account:forgotten.send') }).click()
    await page.getByRole('status').getByText(t('account:forgotten.sent', { email: person.email })).waitFor()
    const token = await letterLink(stage, person.email, /\/reset\/([\w-]+)/)
    await page.goto(`${base}/reset/${token}`)
    await page.getByText(t('account:reset.text', { email: person.email })).waitFor()
    const password = page.getByRole('textbox', { name: t('account:reset.password') })
    await password.fill('short')
    await page.getByRole('button', { name: t('account:reset.enter') }).click()
    await page.locator('.mantine-PasswordInput-error').waitFor()
    await password.fill('twelve brass keys')
    await page.getByRole('button', { name: t('account:reset.enter') }).click()
    await page.getByRole('button', { name: t('common:shell.person', { name: person.name }) }).waitFor()
    await atDesk(stage, { as: person.email, language }, `reset, the other window, ${language}`, async ({ page: other }) => {
      await enter(other, base, t, { ...person, password: 'twelve brass keys' }) // it was logged in before
    })
    await page.goto(`${base}/reset/${token}`)
    await page.getByRole('link', { name: t('account:reset.again') }).waitFor() // once only
  })

  /** Somebody who works here, logged in at a window of theirs. */
  async function somebody(name, email) {
    const person = { name, email, password: 'nine yellow lamps' }
    stage.people[email] = await invite(stage, { ...person, role: 'manager' })
    return person
  }
}

/** Logs in at the page to which whoever is not logged in comes. */
async function enter(page, base, t, { name, email, password }) {
  await page.goto(`${base}/orders`)
  await page.waitForURL(/\/login/)
  await page.getByLabel(t('account:email')).fill(email)
  await page.getByRole('textbox', { name: t('account:password') }).fill(password)
  await page.getByRole('button', { name: t('account:login') }).click()
  await page.getByRole('button', { name: t('common:shell.person', { name }) }).waitFor()
}

/** The questions of the browser, each answered by staying. */
function questions(page) {
  const asked = []
  page.on('dialog', (question) => {
    asked.push(question.type())
    return question.dismiss()
  })
  return asked
}

async function mayNot(act) {
  await assert.rejects(act, /: 403 /)
}
