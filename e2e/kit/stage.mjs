// The stage of all journeys: one program, one browser, a school with people and things to sell.
import { asPerson } from './api.mjs'
import { launch } from './browser.mjs'
import { startServer } from './server.mjs'
import { until } from './until.mjs'

export const owner = { name: 'Ольга Смирнова', email: 'olga@school.example', password: 'seven wooden boats' }
export const manager = { name: 'Марина Ким', email: 'marina@school.example', password: 'eleven paper kites' }

/** A program and a browser (one of its own, unless one is shared), nothing in them yet. */
export async function emptyStage(settings, shared) {
  const [server, browser] = await Promise.all([startServer(settings), shared ?? launch()])
  const stage = {
    ...server,
    browser,
    people: {},
    close: async () => {
      await (await stage.quick)?.close()
      if (!shared) await browser.close()
      await server.stop()
    },
  }
  return stage
}

/** A school on whose clock a day takes ten seconds: one program for all journeys that wait for days. */
export function quickSchool(stage) {
  stage.quick ??= furnishedSchool(stage, { ORDERFLOW_CLOCK_MODE: 'scaled', ORDERFLOW_CLOCK_TIME_SCALE: '8640' })
  return stage.quick
}

/** A program of its own, with settings of its own, in which one can sell at once; whoever asks for it closes it. */
export async function furnishedSchool(stage, settings) {
  const school = await emptyStage(settings, stage.browser)
  await makeOwner(school)
  await furnish(school)
  return school
}

/** Makes the first owner over HTTP, as the program says one can. */
export async function makeOwner(stage, { language = 'ru' } = {}) {
  const token = new URL(stage.address).hash.slice('#token='.length)
  const body = JSON.stringify({ bootstrap_token: token, ...owner, school_name: 'Школа йоги', language, time_zone: 'Europe/Moscow' })
  const answer = await until(async () => {
    const said = await fetch(`${stage.base}/api/v1/setup/first-owner`, { method: 'POST', headers: { 'Content-Type': 'application/json', Origin: stage.base }, body })
    return said.status !== 503 && said // a program that has just started may be busy, and says so
  }, 'the first owner is made')
  if (!answer.ok) throw new Error(`first owner: ${answer.status} ${await answer.text()}`)
  stage.people.owner = asPerson(stage.base, answer.headers.getSetCookie())
}

/** What every journey may count on: something to sell, reasons, a manager. */
export async function furnish(stage) {
  const { api } = stage.people.owner
  const product = await api.post('/products', { title: 'Курс йоги', instructions: 'Войдите по своей почте.', link: 'https://courses.example/yoga' })
  const offer = (code, title, price) => api.post('/offers', { code, title, currency: 'RUB', price, product_ids: [product.id] })
  stage.offers = {
    yoga: await offer('yoga', 'Йога для начинающих', 990_000),
    morning: await offer('morning', 'Марафон «Доброе утро»: 21 день практики', 125_050),
  }
  stage.reason = await api.post('/refusal-reasons', { name: 'Уехала в отпуск' })
  stage.people.manager = await invite(stage, { ...manager, role: 'manager' })
}

/** Invites somebody, and takes the invitation from their letter. */
export async function invite(stage, { password, ...person }) {
  const { api } = stage.people.owner
  await api.post('/staff', { ...person, invite: true })
  const token = await letterLink(stage, person.email, /\/invite\/([\w-]+)/)
  const answer = await fetch(`${stage.base}/api/v1/invitations/${token}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: stage.base },
    body: JSON.stringify({ name: person.name, password }),
  })
  if (!answer.ok) throw new Error(`invitation: ${answer.status} ${await answer.text()}`)
  return asPerson(stage.base, answer.headers.getSetCookie())
}

/** What a letter to somebody holds, once it has come. */
export function letterLink(stage, to, pattern) {
  return until(async () => {
    const letters = await (await fetch(`${stage.letters}.json?to=${encodeURIComponent(to)}`)).json()
    return letters.map(({ text, html }) => `${text} ${html}`.match(pattern)?.[1]).find(Boolean)
  }, `a letter to ${to} with ${pattern}`)
}

let made = 0

/** A customer with an order of one's own for a journey. */
export async function anOrder(stage, { offer = stage.offers.yoga, name = 'Анна Иванова', ...more } = {}) {
  const { api } = stage.people.owner
  const email = `customer-${++made}@example.com`
  const customer = await api.post('/customers', { email, name, phone: `+7900${String(made).padStart(7, '0')}` })
  const order = await api.post('/orders', { customer_id: customer.id, items: [{ offer_id: offer.id }], ...more })
  return { customer, order, email }
}

/** A customer on the payment page pays by the test gateway. */
export async function pay(page) {
  await page.locator('form button[type=submit], form button:not([type])').first().click()
  await page.locator('button[value=pay]').click()
  await page.waitForFunction(() => !document.querySelector('button[value=pay]'))
}
