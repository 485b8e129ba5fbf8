import assert from 'node:assert/strict'
import { journey } from '../kit/journey.mjs'
import { anOrder, manager } from '../kit/stage.mjs'

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
}

async function mayNot(act) {
  await assert.rejects(act, /: 403 /)
}
