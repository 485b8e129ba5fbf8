// The pages that customers see without logging in, each in every state that it has.
import { anOrder, letterLink } from './stage.mjs'
import { until } from './until.mjs'

/** Makes an order for each state of the payment page; answers with the screens. */
export async function publicScreens(stage) {
  const { api } = stage.people.owner
  const order = async (more) => (await anOrder(stage, more)).order
  const paid = await order()
  await money(api, paid, paid.cost)
  const part = await order()
  await money(api, part, 300_000)
  const checked = await order()
  const gateway = await toGateway(checked.payment_link)
  const declined = await order()
  await decide(await toGateway(declined.payment_link), 'decline')
  const arrived = await order()
  await decide(await toGateway(arrived.payment_link), 'pay')
  const cancelled = await order()
  await cancel(api, cancelled)
  const kept = await order()
  await money(api, kept, 300_000)
  await cancel(api, kept)
  const returning = await order()
  await money(api, returning, returning.cost)
  await api.post(`/orders/${returning.id}/status`, { status: 'waiting_for_return', confirm: true }, { 'If-Match': '*' })
  const returned = await order()
  await money(api, returned, returned.cost)
  await giveBack(api, returned)
  const late = await order()
  await api.post(`/orders/${late.id}/deadline`, { payment_deadline: new Date(Date.now() + 1000).toISOString() }, { 'If-Match': '*' })
  const asked = await order()
  await api.post(`/orders/${asked.id}/part`, { amount: 250_000 }, { 'If-Match': '*' })
  const choosing = await order({ offer: await inParts(api, stage) })
  const hidden = await order()
  await api.post(`/orders/${hidden.id}/status`, { status: 'false' }, { 'If-Match': '*' })
  await until(async () => !(await (await fetch(late.payment_link)).text()).includes('<form'), 'the deadline passes')
  const { purchases } = await api.get(`/orders/${paid.id}`)
  return [
    ...salesScreens(await salesPages(api, stage)),
    page('payment-open', `${checked.payment_link}?unpaid`),
    page('payment-part-paid', part.payment_link),
    page('payment-part-asked', asked.payment_link),
    page('payment-parts', choosing.payment_link),
    page('payment-fault', choosing.payment_link, async (tab) => {
      await tab.locator('[value=part]').check()
      await tab.locator('[name=part]').fill('1')
      await tab.locator('button').click()
      await tab.locator('[role=alert]').waitFor()
    }),
    page('payment-checking', checked.payment_link),
    page('payment-paid', paid.payment_link),
    page('payment-late', late.payment_link),
    page('payment-cancelled', cancelled.payment_link),
    page('payment-kept', kept.payment_link),
    page('payment-returning', returning.payment_link),
    page('payment-returned', returned.payment_link),
    page('payment-missing', hidden.payment_link),
    page('gateway', gateway),
    page('return-checking', `${checked.payment_link}/return`),
    page('return-failed', `${declined.payment_link}/return`),
    page('return-paid', `${arrived.payment_link}/return`),
    page('purchase', purchases[0].link),
  ]
}

/** Pages of people who do not work here yet, or forgot how to get in. */
export async function entryScreens(stage) {
  const { api } = stage.people.owner
  await api.post('/staff', { name: 'Пётр Сергеев', email: 'petr@school.example', role: 'administrator', invite: true })
  const invitation = await letterLink(stage, 'petr@school.example', /\/invite\/([\w-]+)/)
  await fetch(`${stage.base}/api/v1/password-resets`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: stage.base },
    body: JSON.stringify({ email: 'olga@school.example' }),
  })
  const reset = await letterLink(stage, 'olga@school.example', /\/reset\/([\w-]+)/)
  return [page('invite', `/invite/${invitation}`), page('reset-new', `/reset/${reset}`), page('reset-used', '/reset/none')]
}

const page = (name, path, act) => ({ name, path, as: 'nobody', act })

function salesScreens({ one, several, bare }) {
  const submit = async (tab) => {
    await tab.evaluate(() => (document.querySelector('form').noValidate = true))
    await tab.locator('[name=email]').fill('anna.mail.ru')
    await tab.locator('button').click()
    await tab.locator('[role=alert]').waitFor()
  }
  return [page('sales-one', one), page('sales-several', several), page('sales-faults', several, submit), page('sales-one-faults', one, submit), page('sales-bare', bare)]
}

async function salesPages(api, stage) {
  const text = 'Десять занятий по 40 минут: мягко, без растяжек через боль.\n\n• Каждый день новая запись\n• Чат с преподавателем\n• Доступ на 90 дней\n\nПрограмма: https://school.example/yoga'
  const make = async (more) => (await api.post('/sales-pages', { text, title: 'Йога дома', ...more })).address
  const offers = [stage.offers.yoga.id, stage.offers.morning.id]
  const parts = await inParts(api, stage)
  return {
    one: await make({ slug: 'yoga-one', offer_ids: [parts.id], phone_required: true }),
    several: await make({ slug: 'yoga-several', offer_ids: [...offers, parts.id], several: true, advertising_text: 'Хочу получать письма о новых курсах и скидках.' }),
    bare: await make({ slug: 'yoga-bare', text: '', title: 'Йога для начинающих', offer_ids: [stage.offers.yoga.id] }),
  }
}

let parts

/** An offer that one may pay in parts. */
async function inParts(api, stage) {
  parts ??= await api.post('/offers', {
    code: 'parts',
    title: 'Годовая программа преподавателя йоги с наставником',
    currency: 'RUB',
    price: 4_800_000,
    product_ids: [1],
    smallest_part: 1_000_000,
    deadline_days: 3,
  })
  return parts
}

const money = (api, order, amount) => api.post(`/orders/${order.id}/payments`, { amount, currency: 'RUB', method: 'card' })

/** The order awaits its return, and what was paid is given back. */
async function giveBack(api, order) {
  await api.post(`/orders/${order.id}/status`, { status: 'waiting_for_return', confirm: true }, { 'If-Match': '*' })
  const [payment] = (await api.get(`/orders/${order.id}/payments`)).items
  await api.post(`/payments/${payment.id}/refund-wanted`)
  const [decision] = (await api.get(`/decisions?order_id=${order.id}`)).items
  await api.post(`/decisions/${decision.id}/resolve`, { resolution: 'refunded' })
}

const cancel = (api, order) => api.post(`/orders/${order.id}/status`, { status: 'cancelled', confirm: true }, { 'If-Match': '*' })

/** A customer presses "pay"; the answer is the gateway's page. */
async function toGateway(link) {
  const answer = await fetch(link, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ what: 'all' }) })
  return answer.headers.get('location')
}

const decide = (address, decision) => fetch(address, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ decision }) })
