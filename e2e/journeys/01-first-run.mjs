import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { client } from '../kit/api.mjs'
import { accessible } from '../kit/axe.mjs'
import { atDesk } from '../kit/journey.mjs'
import { emptyStage, furnish, makeOwner, owner, pay } from '../kit/stage.mjs'
import { speaker } from '../kit/texts.mjs'

const schools = { ru: 'Школа йоги', en: 'School of Yoga' }

/** The page that the program prints makes the school and its owner, who is in at once. */
export function journeys(stage) {
  let other // a second program, where nobody has been
  after(() => other?.close())
  first('ru', async () => stage)
  first('en', async () => (other = await emptyStage({}, stage.browser)))

  test('ROLE-1/first-run: a first order that is free waits for no money (ru)', { timeout: 120_000 }, async () => {
    const school = await emptyStage({}, stage.browser)
    try {
      await makeOwner(school)
      await atDesk(school, { as: 'owner', language: 'ru' }, 'free first order', (desk) => freeOrder({ ...desk, t: speaker('ru'), api: school.people.owner.api }))
    } finally {
      await school.close()
    }
  })

  function first(language, where) {
    test(`ROLE-1/first-run: the printed address makes the owner, once; then the demo school (${language})`, { timeout: 120_000 }, async () => {
      const place = await where()
      await atDesk(place, { as: 'nobody', language }, `first run ${language}`, (desk) => firstRun(place, language, desk))
    })
  }
}

/** A school whose first offer costs nothing, in a currency that is not its language's. */
async function freeOrder({ page, t, base, api }) {
  const step = stepOf(page, t)
  await page.goto(base)
  const currency = step('offer').getByRole('combobox', { name: t('welcome:offer.currency') })
  assert.equal(await currency.inputValue(), 'RUB')
  await currency.click()
  await page.getByRole('option', { name: 'KZT', exact: true }).click()
  await step('offer').getByLabel(t('welcome:offer.name')).fill('Пробный урок')
  await step('offer').getByLabel(t('welcome:offer.price')).fill('0')
  await step('offer').getByRole('button', { name: t('welcome:offer.create') }).click()
  await step('order').getByRole('button', { name: t('welcome:order.create') }).click()
  await page.getByText(t('welcome:pay.free', { status: t('common:status.payed') })).waitFor()
  assert.equal((await api.get('/orders')).items[0].currency, 'KZT')
  assert.equal(await page.getByText(t('welcome:pay.done', { status: t('common:status.payed') })).count(), 0)
}

async function firstRun(stage, language, { page, context }) {
  const t = speaker(language)
  const school = schools[language]
  await page.goto(stage.base)
  await page.waitForURL(/\/setup$/) // with nobody there, every way leads here
  await page.goto(stage.address)
  await page.getByLabel(t('account:setup.school')).fill(school)
  await page.getByLabel(t('account:setup.name')).fill(owner.name)
  await page.getByLabel(t('account:email')).fill(owner.email)
  const password = page.getByRole('textbox', { name: t('account:password') })
  await password.fill('short')
  await accessible(page, 'the first run')
  await page.getByRole('button', { name: t('account:setup.create') }).click()
  await page.locator('.mantine-PasswordInput-error').waitFor() // said beside the field
  assert.equal(await page.getByLabel(t('account:setup.school')).inputValue(), school, 'what was typed stays')
  await password.fill(owner.password)
  await page.getByRole('button', { name: t('account:setup.create') }).click()
  await page.getByRole('heading', { name: t('welcome:title', { school }) }).waitFor()
  await backToWelcome(stage, page, t, school)
  await toPayment(page, context, t, stage.letters)
  const state = await context.storageState()
  stage.people.owner = { state, api: client(stage.base, state.cookies.map((c) => `${c.name}=${c.value}`).join('; ')) }
  await page.goto(`${stage.base}/setup`)
  await page.waitForURL((url) => url.pathname !== '/setup') // there is an owner already
  await furnish(stage)
  await page.goto(stage.base)
  await page.getByRole('heading', { name: t('orders:title'), exact: true }).waitFor() // the first steps are done
  const toDemo = async () => {
    await page.getByRole('button', { name: t('common:shell.person', { name: owner.name }) }).click()
    await page.getByRole('menuitem', { name: t('common:shell.demo_school') }).click()
  }
  await toDemo()
  await demoSchool(page, context, t, toDemo)
}

/** Who left the first steps finds them again: at the beginning, after a log-in, from the empty list, in the menu. */
async function backToWelcome(stage, page, t, school) {
  const welcome = page.getByRole('heading', { name: t('welcome:title', { school }) })
  const menu = page.getByRole('button', { name: t('common:shell.person', { name: owner.name }) })
  await page.goto(stage.base)
  await welcome.waitFor()
  await accessible(page, 'the first steps')
  await menu.click()
  await page.getByRole('menuitem', { name: t('common:shell.logout') }).click()
  await page.getByLabel(t('account:email')).fill(owner.email)
  await page.getByRole('textbox', { name: t('account:password') }).fill(owner.password)
  await page.getByRole('button', { name: t('account:login') }).click()
  await welcome.waitFor()
  await page.getByRole('link', { name: t('welcome:to_orders') }).click()
  await page.getByText(t('orders:empty.title')).waitFor()
  await page.getByRole('main').getByRole('link', { name: t('common:shell.first_steps') }).click()
  await welcome.waitFor()
  await page.goto(`${stage.base}/customers`)
  await menu.click()
  await page.getByRole('menuitem', { name: t('common:shell.first_steps') }).click()
  await welcome.waitFor()
}

const stepOf = (page, t) => (name) => page.getByRole('region', { name: t(`welcome:${name}.title`), exact: true })

/** The four steps of the welcome: an offer, a process, an order, its payment. */
async function toPayment(page, context, t, letters) {
  const step = stepOf(page, t)
  await step('offer').getByLabel(t('welcome:offer.name')).fill('Пробный урок')
  await step('offer').getByLabel(t('welcome:offer.price')).fill('1 250,50')
  await step('offer').getByRole('button', { name: t('welcome:offer.create') }).click()
  await step('process').getByRole('button', { name: t('welcome:process.start') }).click()
  await page.getByText(t('welcome:order.captured')).waitFor() // it never promises a letter that a trial run keeps
  await step('order').getByRole('button', { name: t('welcome:order.create') }).click()
  assert.equal(await step('pay').getByRole('link', { name: t('welcome:order.letters') }).getAttribute('href'), letters)
  const opened = context.waitForEvent('page')
  await step('pay').getByRole('link', { name: t('welcome:pay.open') }).click()
  const customer = await opened
  await pay(customer)
  await page.getByText(t('welcome:pay.done', { status: t('common:status.payed') })).waitFor() // without a reload
  await accessible(page, 'the welcome')
}

/** A school of invented people with a database of its own: entered, and left. */
async function demoSchool(page, context, t, back) {
  const card = page.getByRole('region', { name: t('welcome:demo.title') })
  await card.getByRole('button', { name: t('welcome:demo.start') }).click()
  const open = card.getByRole('link', { name: t('welcome:demo.open') })
  await open.waitFor({ timeout: 60_000 })
  const opened = context.waitForEvent('page')
  await open.click()
  const demo = await opened
  await demo.getByRole('button', { name: t('common:demo.enter') }).click()
  await demo.getByRole('heading', { name: t('orders:title'), exact: true }).waitFor()
  await demo.locator('a[href^="/orders/"]').nth(12).waitFor() // invented orders, many of them
  await demo.getByText(t('common:demo.text')).waitFor() // it never looks like a real one
  await demo.close()
  await page.goto(new URL('/orders', page.url()).href)
  await back() // one that runs is found again
  await card.getByRole('button', { name: t('welcome:demo.stop') }).click()
  await card.getByRole('button', { name: t('welcome:demo.start') }).waitFor()
}
