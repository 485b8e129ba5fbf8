// Every screen, with something in it: looked at by axe-core, and by people as pictures.
import { fillDesk } from './filled.mjs'
import { entryScreens, publicScreens } from './public.mjs'
import { anOrder } from './stage.mjs'
import { until } from './until.mjs'

/** Fills a school so that no screen is empty; answers with the screens. */
export async function furnishedScreens(stage) {
  const { api } = stage.people.owner
  const { yoga, morning } = stage.offers
  const process = await api.post('/processes', { template: 'unpaid_reminders' })
  await api.post(`/processes/${process.id}/publish`)
  await publishAnother(api, process.id)
  const full = await fillDesk(stage)
  const names = ['Анна Иванова', 'Борис Петров', 'Вера Кузнецова', 'Константин Константинопольский-Задунайский', 'Лариса Зайцева', 'Михаил Фёдоров', 'Наталья Белова']
  const made = []
  for (const [i, name] of names.entries()) {
    const one = await anOrder(stage, { name, offer: i % 2 ? yoga : morning })
    made.push(one)
    if (i % 3 === 1) await api.post(`/orders/${one.order.id}/payments`, { amount: i % 2 ? 990_000 : 125_050, currency: 'RUB', method: 'card' })
    if (i % 3 === 2) await api.post(`/orders/${one.order.id}/payments`, { amount: 50_000, currency: 'RUB', method: 'transfer' })
  }
  const enrollment = await until(async () => (await api.get(`/orders/${made[3].order.id}`)).enrollments[0], 'an order is enrolled')
  const sales = await api.post('/sales-pages', { slug: 'home', title: 'Йога дома', text: 'Десять занятий по утрам.', offer_ids: [yoga.id, morning.id] })
  const segment = await api.post('/segments', { title: 'Все с почтой', object: 'customer', rule: { field: 'customer.email', op: 'contains', value: '@' } })
  const wish = { kind: 'create_orders', segment_id: segment.id, create: { offer_id: morning.id, letter: false } }
  const bulk = await api.post('/bulk-operations', wish, { 'Idempotency-Key': 'screens' })
  const failure = await failedEnrollment(stage)
  const letter = await until(async () => (await api.get('/letters?state=sent')).items[0], 'a letter goes')
  const ids = { segment: segment.id, bulk: bulk.id, sales: sales.id, process: process.id, order: full.order.id, late: full.late.id, unpaid: made[3].order.id, customer: full.customer.id, offer: yoga.id, enrollment: enrollment.id, failure, letter: letter.id }
  return [...screensOf(ids), ...(await entryScreens(stage)), ...(await publicScreens(stage))]
}

/** A second version, so that there is something to compare; a draft that goes further. */
async function publishAnother(api, id) {
  const { definition } = (await api.get(`/processes/${id}/revisions/1`))
  const [delay] = definition.blocks.filter((b) => b.kind === 'delay')
  const longer = (title, amount) => ({
    ...definition,
    title,
    blocks: definition.blocks.map((b) => (b === delay ? { ...b, title: 'Первая пауза', params: { for: { amount, unit: 'days' } } } : b)),
  })
  const draft = (next) => api.patch(`/processes/${id}`, { definition: next }, { 'If-Match': '*' })
  await draft(longer(definition.title, 2))
  await api.post(`/processes/${id}/publish`)
  const comment = { id: 'told', kind: 'operation', params: { operation: 'comment', text: 'Позвонить: первое напоминание ушло' } }
  const next = longer(definition.title, 3)
  const way = next.connections.find((c) => c.from === delay.id)
  await draft({
    ...next,
    blocks: [...next.blocks, comment],
    connections: [...next.connections.map((c) => (c === way ? { ...c, to: 'told' } : c)), { from: 'told', exit: 'next', to: way.to }],
  })
}

/** A process that cannot do what it should: completes an order whose money is not there. */
async function failedEnrollment(stage) {
  const { api } = stage.people.owner
  const letter = { title: 'Приглашение на пробный урок', kind: 'service', subject: 'Пробный урок для {{ customer.name }}', html: '<p>Здравствуйте!</p>', text: 'Здравствуйте!' }
  await api.put('/letter-templates/trial_lesson/ru', letter, { 'If-Match': '*' })
  const definition = {
    schema: 1,
    title: 'Открыть доступ тем, кого рекомендовал преподаватель',
    subject: 'order',
    blocks: [
      { id: 'start', kind: 'start' },
      { id: 'complete', kind: 'operation', params: { operation: 'change_status', status: 'payed' } },
      { id: 'invite', kind: 'operation', params: { operation: 'send_letter', template: 'trial_lesson' } },
      { id: 'end', kind: 'end', params: { outcome: 'done' } },
    ],
    connections: [
      { from: 'start', exit: 'next', to: 'complete' },
      { from: 'complete', exit: 'next', to: 'invite' },
      { from: 'invite', exit: 'next', to: 'end' },
    ],
    triggers: [{ kind: 'by_hand' }],
    policies: { retry: { tries: 1, over: { amount: 1, unit: 'minutes' } } },
  }
  const process = await api.post('/processes', { definition })
  await api.post(`/processes/${process.id}/publish`)
  const { order } = await anOrder(stage, { name: 'Зинаида Орлова' })
  await api.post(`/processes/${process.id}/enrollments`, { subject_ids: [order.id] })
  return (await until(async () => (await api.get(`/enrollments?process_id=${process.id}&state=failed`)).items[0], 'the enrollment fails')).id
}

/** name: the picture's; path: an address of ours, or whole; as: who looks. */
function screensOf(ids) {
  const settings = ['account', 'offers', `offers/${ids.offer}`, 'products', 'products/1', 'sales-pages', `sales-pages/${ids.sales}`, 'boards', 'boards/1', 'reasons', 'staff', 'staff/1', 'roles', 'tokens', 'mail', 'audit']
  return [
    { name: 'login', path: '/login', as: 'nobody' },
    { name: 'reset', path: '/reset', as: 'nobody' },
    { name: 'welcome', path: '/welcome' },
    { name: 'orders', path: '/orders' },
    { name: 'board', path: '/board' },
    { name: 'order', path: `/orders/${ids.order}` },
    { name: 'order-unpaid', path: `/orders/${ids.unpaid}` },
    { name: 'order-late-money', path: `/orders/${ids.late}` },
    { name: 'orders-filter', path: `/orders?rule=${rule({ all: [{ field: 'order.cost', op: 'gte', value: 500_000 }, { field: 'order.status', op: 'one_of', value: ['new', 'part_payed'] }] })}` },
    { name: 'orders-nothing', path: '/orders?search=nobody-is-called-so' },
    { name: 'order-new', path: '/orders/new' },
    { name: 'order-new-customer', path: `/orders/new?customer=${ids.customer}` },
    { name: 'customers', path: '/customers' },
    { name: 'customers-filter', path: `/customers?rule=${rule({ field: 'customer.tags', op: 'one_of', value: ['Москва'] })}` },
    { name: 'customer', path: `/customers/${ids.customer}` },
    { name: 'processes', path: '/processes' },
    { name: 'process-new', path: '/processes/new' },
    { name: 'process-canvas', path: `/processes/${ids.process}` },
    { name: 'process-settings', path: `/processes/${ids.process}?tab=settings` },
    { name: 'process-revisions', path: `/processes/${ids.process}?tab=revisions` },
    { name: 'enrollments', path: `/processes/${ids.process}/enrollments` },
    { name: 'enrollment', path: `/enrollments/${ids.enrollment}` },
    { name: 'enrollment-failed', path: `/enrollments/${ids.failure}` },
    { name: 'failed', path: '/failed' },
    { name: 'letters', path: '/letters' },
    { name: 'letter', path: `/letters/${ids.letter}` },
    { name: 'letter-templates', path: '/letters/templates' },
    { name: 'letter-template', path: '/letters/templates/order_created' },
    { name: 'segments', path: '/segments' },
    { name: 'segment', path: `/segments/${ids.segment}` },
    { name: 'segment-new', path: '/segments/new?object=order' },
    { name: 'bulk', path: '/bulk' },
    { name: 'bulk-new', path: `/bulk/new?kind=create_orders&segment=${ids.segment}`, act: chooseOffer },
    { name: 'bulk-one', path: `/bulk/${ids.bulk}` },
    { name: 'dashboard', path: '/dashboard' },
    { name: 'money', path: '/money' },
    { name: 'money-decided', path: '/money?state=closed' },
    { name: 'profile', path: '/profile' },
    { name: 'settings', path: '/settings' },
    ...settings.map((part) => ({ name: `settings-${part.replaceAll('/', '-')}`, path: `/settings/${part}` })),
    { name: 'dashboard-managers', path: '/dashboard?by=manager' },
    { name: 'order-missing', path: '/orders/999999' },
  ]
}

const rule = (tree) => encodeURIComponent(JSON.stringify(tree))

/** Chooses the first offer, so that the wizard says what would happen. */
async function chooseOffer(page) {
  const [terms, preview] = [page.locator('section').nth(2), page.locator('section').nth(3)]
  await terms.locator('input').first().click()
  await page.getByRole('option').first().click()
  await preview.getByRole('button').waitFor()
}

/** Opens a screen and waits until nothing of it is on its way. */
export async function openScreen(page, base, { path, act }) {
  await page.goto(path.startsWith('/') ? base + path : path)
  await page.locator('h1, h2, [role=alert]').first().waitFor()
  await act?.(page)
  await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root'))
}
