// What a sales manager's day leaves behind: orders of all ages and statuses, money to decide, a customer with everything.
import { anOrder, manager } from './stage.mjs'

const day = 86_400_000
const ago = (days) => new Date(Date.now() - days * day).toISOString()
const ahead = (days) => new Date(Date.now() + days * day).toISOString()

/** Fills the school for the screens of the sales desk; answers with the order and the customer that have everything, and an order whose money came late. */
export async function fillDesk(stage) {
  await earlierOrders(stage)
  const late = await moneyToDecide(stage)
  const full = await fullOrder(stage)
  await savedViews(stage)
  return { ...full, late }
}

const sources = ['instagram', 'yandex-direct', 'Рассылка', '']
const people = ['Алексей Воробьёв', 'Дарья Лебедева', 'Евгений Морозов', 'Жанна Агаева', 'Зоя Белкина', 'Игорь Тихий', 'Ксения Орлова', 'Леонид Швец', 'Мария Громова', 'Олег Панов', 'Полина Ли', 'Роман Юдин']

/** Orders of the weeks before, so that lists, board and dashboard have something to tell. */
async function earlierOrders(stage) {
  const { api } = stage.people.owner
  const { items: staff } = await api.get('/staff')
  const seller = staff.find(({ email }) => email === manager.email)
  const { stages } = (await api.get('/boards')).items[0]
  for (const [i, name] of people.entries()) {
    const offer = i % 3 ? stage.offers.yoga : stage.offers.morning
    const created_at = ago(2.3 * i + 0.4)
    const { order } = await anOrder(stage, { name, offer, created_at, source: sources[i % sources.length], ...(i % 2 ? { manager_id: seller.id } : {}), letter: false })
    if (i % 4 === 1) await pay(api, order, order.cost, { paid_at: ago(2.3 * i) })
    if (i % 4 === 2) await api.post(`/orders/${order.id}/status`, { status: 'in_work' })
    if (i % 4 !== 1) await api.post(`/orders/${order.id}/stage`, { stage_id: stages[i % 3].id })
    if (i % 4 === 3) await cancel(stage, order, i % 8 === 3 ? stage.reason.id : undefined)
    if (i % 5 === 0) await api.post(`/orders/${order.id}/tags`, { add: ['перезвонить', 'рассрочка'] })
  }
}

const pay = (api, order, amount, more = {}) => api.post(`/orders/${order.id}/payments`, { amount, currency: order.currency, method: 'transfer', ...more })

function cancel(stage, order, reason) {
  const wish = { status: 'cancelled', comment: 'Вернётся весной, перезвонить в марте', confirm: true }
  return stage.people.owner.api.post(`/orders/${order.id}/status`, reason ? { ...wish, refusal_reason_id: reason } : wish)
}

/** Two questions that wait and one that was answered (ST-8); the order of one that waits. */
async function moneyToDecide(stage) {
  const { api } = stage.people.owner
  const paidLate = async (name) => {
    const { order } = await anOrder(stage, { name })
    await cancel(stage, order, stage.reason.id)
    await pay(api, order, 990_000)
    return order
  }
  const held = await anOrder(stage, { name: 'Станислав Рябцев' })
  await pay(api, held.order, 330_000)
  await cancel(stage, held.order)
  const late = await paidLate('Таисия Антонова-Овсеенко')
  const answered = await paidLate('Ульяна Дёмина')
  const { items } = await api.get('/decisions?state=open')
  const question = items.find(({ order_id }) => order_id === answered.id)
  await api.post(`/decisions/${question.id}/resolve`, { resolution: 'deposit', comment: 'Попросила оставить на другой курс' })
  return late
}

/** An order with all that one can have, of a customer who agreed to letters on a sales page and keeps money on the deposit. */
async function fullOrder(stage) {
  const { api } = stage.people.owner
  const { items: staff } = await api.get('/staff')
  const { yoga, morning } = stage.offers
  const customer = await customerOfPage(stage)
  const order = await api.post('/orders', {
    customer_id: customer.id,
    items: [{ offer_id: yoga.id, quantity: 2 }, { offer_id: morning.id, price: 100_000 }],
    manager_id: staff.find(({ email }) => email === manager.email).id,
    source: 'instagram',
    manual: true,
    duplicate: 'create',
  })
  const path = `/orders/${order.id}`
  await pay(api, order, 660_000, { comment: 'Перевод на карту, чек прислала' })
  await api.post(`${path}/part`, { amount: 500_000 })
  await api.post(`${path}/deadline`, { payment_deadline: ahead(3) })
  await api.post(`${path}/tags`, { add: ['перезвонить', 'рассрочка', 'постоянный клиент'] })
  await api.post(`${path}/comments`, { text: 'Просит напомнить в пятницу: https://school.example/talk' })
  await api.post(`/customers/${customer.id}/tags`, { add: ['постоянный клиент', 'Москва'] })
  await api.post(`/customers/${customer.id}/deposit-entries`, { kind: 'top_up', amount: 250_000, currency: 'RUB', comment: 'Подарочный сертификат' })
  return { order, customer }
}

/** Somebody who orders on a sales page, and agrees to everything (PRIV-4). */
async function customerOfPage(stage) {
  const { api } = stage.people.owner
  const page = await api.post('/sales-pages', { slug: 'spring', title: 'Весенний набор', text: 'Практика для тех, кто начинает.', advertising_text: 'Я хочу получать письма школы о новых курсах.', offer_ids: [stage.offers.morning.id] })
  const email = 'ekaterina.vvedenskaya@example.com'
  const form = { name: 'Екатерина Введенская', email, phone: '+7 916 123-45-67', consent: 'on', advertising: 'on', offer: String(stage.offers.morning.id) }
  const answer = await fetch(page.address, { method: 'POST', body: new URLSearchParams(form), headers: { Origin: stage.base }, redirect: 'manual' })
  if (answer.status !== 303 && answer.status !== 302) throw new Error(`an order on a sales page: ${answer.status} ${await answer.text()}`)
  return (await api.get(`/customers?search=${encodeURIComponent(email)}`)).items[0]
}

async function savedViews(stage) {
  const { api } = stage.people.owner
  await api.post('/order-views', { title: 'Ждут оплаты', query: { status: ['new', 'payment_waiting', 'part_payed'] }, shared: true })
  await api.post('/order-views', { title: 'Отказы', query: { status: ['cancelled'] } })
}
