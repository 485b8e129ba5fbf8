import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client } from '../kit/api.mjs'
import { accessible } from '../kit/axe.mjs'
import { atDesk } from '../kit/journey.mjs'
import { furnish, owner, pay } from '../kit/stage.mjs'
import { speaker } from '../kit/texts.mjs'

/** The page that the program prints makes the school and its owner, who is in at once. */
export function journeys(stage) {
  test('ROLE-1/first-run: the printed address makes the owner, once (ru)', { timeout: 60_000 }, () =>
    atDesk(stage, { as: 'nobody', language: 'ru' }, 'first run', firstRun),
  )

  async function firstRun({ page, context }) {
    const t = speaker('ru')
    await page.goto(stage.base)
    await page.waitForURL(/\/setup$/) // with nobody there, every way leads here
    await page.goto(stage.address)
    await page.getByLabel(t('account:setup.school')).fill('Школа йоги')
    await page.getByLabel(t('account:setup.name')).fill(owner.name)
    await page.getByLabel(t('account:email')).fill(owner.email)
    const password = page.getByRole('textbox', { name: t('account:password') })
    await password.fill('short')
    await accessible(page, 'the first run')
    await page.getByRole('button', { name: t('account:setup.create') }).click()
    await page.locator('.mantine-PasswordInput-error').waitFor() // said beside the field
    assert.equal(await page.getByLabel(t('account:setup.school')).inputValue(), 'Школа йоги', 'what was typed stays')
    await password.fill(owner.password)
    await page.getByRole('button', { name: t('account:setup.create') }).click()
    await page.getByRole('heading', { name: t('welcome:title', { school: 'Школа йоги' }) }).waitFor()
    await toPayment(page, context, t)
    const state = await context.storageState()
    stage.people.owner = { state, api: client(stage.base, state.cookies.map((c) => `${c.name}=${c.value}`).join('; ')) }
    await page.goto(`${stage.base}/setup`)
    await page.waitForURL((url) => url.pathname !== '/setup') // there is an owner already
    await furnish(stage)
  }

  /** The four steps of the welcome: an offer, a process, an order, its payment. */
  async function toPayment(page, context, t) {
    const step = (name) => page.getByRole('region', { name: t(`welcome:${name}.title`) })
    await step('offer').getByLabel(t('welcome:offer.name')).fill('Пробный урок')
    await step('offer').getByLabel(t('welcome:offer.price', { currency: 'RUB' })).fill('1 250,50')
    await step('offer').getByRole('button', { name: t('welcome:offer.create') }).click()
    await step('process').getByRole('button', { name: t('welcome:process.start') }).click()
    await step('order').getByRole('button', { name: t('welcome:order.create') }).click()
    const opened = context.waitForEvent('page')
    await step('pay').getByRole('link', { name: t('welcome:pay.open') }).click()
    const customer = await opened
    await pay(customer)
    await page.getByText(t('welcome:pay.done', { status: t('common:status.payed') })).waitFor() // without a reload
    await accessible(page, 'the welcome')
  }
}
