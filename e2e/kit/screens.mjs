// Every screen, with something in it: looked at by axe-core, and by people as pictures.
import { anOrder } from './stage.mjs'

/** Fills a school so that no screen is empty; answers with the screens. */
export async function furnishedScreens(stage) {
  const { api } = stage.people.owner
  const process = await api.post('/processes', { template: 'unpaid_reminders' })
  await api.post(`/processes/${process.id}/publish`)
  const names = ['Анна Иванова', 'Борис Петров', 'Вера Кузнецова', 'Константин Константинопольский-Задунайский', 'Лариса Зайцева', 'Михаил Фёдоров', 'Наталья Белова']
  const made = []
  for (const [i, name] of names.entries()) {
    const one = await anOrder(stage, { name, offer: i % 2 ? stage.offers.yoga : stage.offers.morning })
    made.push(one)
    if (i % 3 === 1) await api.post(`/orders/${one.order.id}/payments`, { amount: i % 2 ? 990_000 : 125_050, currency: 'RUB', method: 'card' })
    if (i % 3 === 2) await api.post(`/orders/${one.order.id}/payments`, { amount: 50_000, currency: 'RUB', method: 'transfer' })
  }
  const { order, customer } = made[0]
  await api.post(`/orders/${order.id}/comments`, { text: 'Просит напомнить в пятницу: https://school.example/talk' })
  const enrollment = (await api.get(`/orders/${made[3].order.id}`)).enrollments[0]
  const sales = await api.post('/sales-pages', { slug: 'home', title: 'Йога дома', text: 'Десять занятий по утрам.', offer_ids: [stage.offers.yoga.id, stage.offers.morning.id] })
  const segment = await api.post('/segments', { title: 'Все с почтой', object: 'customer', rule: { field: 'customer.email', op: 'contains', value: '@' } })
  const wish = { kind: 'create_orders', segment_id: segment.id, create: { offer_id: stage.offers.morning.id, letter: false } }
  const bulk = await api.post('/bulk-operations', wish, { 'Idempotency-Key': 'screens' })
  return screensOf({ segment: segment.id, bulk: bulk.id, sales, process: process.id, order: order.id, customer: customer.id, offer: stage.offers.yoga.id, enrollment: enrollment?.id, link: order.payment_link })
}

/** name: the picture's; path: an address of ours, or whole; as: who looks. */
function screensOf(ids) {
  const settings = ['account', 'offers', `offers/${ids.offer}`, 'products', 'products/1', 'sales-pages', `sales-pages/${ids.sales.id}`, 'boards', 'boards/1', 'reasons', 'staff', 'staff/1', 'roles', 'tokens', 'mail', 'audit']
  return [
    { name: 'login', path: '/login', as: 'nobody' },
    { name: 'reset', path: '/reset', as: 'nobody' },
    { name: 'sales-page', path: ids.sales.address, as: 'nobody' },
    { name: 'payment-page', path: ids.link, as: 'nobody' },
    { name: 'welcome', path: '/welcome' },
    { name: 'orders', path: '/orders' },
    { name: 'board', path: '/board' },
    { name: 'order', path: `/orders/${ids.order}` },
    { name: 'order-new', path: '/orders/new' },
    { name: 'customers', path: '/customers' },
    { name: 'customer', path: `/customers/${ids.customer}` },
    { name: 'processes', path: '/processes' },
    { name: 'process-new', path: '/processes/new' },
    { name: 'process-canvas', path: `/processes/${ids.process}` },
    { name: 'process-settings', path: `/processes/${ids.process}?tab=settings` },
    { name: 'process-revisions', path: `/processes/${ids.process}?tab=revisions` },
    { name: 'enrollments', path: `/processes/${ids.process}/enrollments` },
    ...(ids.enrollment ? [{ name: 'enrollment', path: `/enrollments/${ids.enrollment}` }] : []),
    { name: 'failed', path: '/failed' },
    { name: 'segments', path: '/segments' },
    { name: 'segment', path: `/segments/${ids.segment}` },
    { name: 'segment-new', path: '/segments/new?object=order' },
    { name: 'bulk', path: '/bulk' },
    { name: 'bulk-new', path: `/bulk/new?kind=create_orders&segment=${ids.segment}` },
    { name: 'bulk-one', path: `/bulk/${ids.bulk}` },
    { name: 'dashboard', path: '/dashboard' },
    { name: 'money', path: '/money' },
    { name: 'profile', path: '/profile' },
    { name: 'settings', path: '/settings' },
    ...settings.map((part) => ({ name: `settings-${part.replaceAll('/', '-')}`, path: `/settings/${part}` })),
    { name: 'order-missing', path: '/orders/999999' },
  ]
}

/** Opens a screen and waits until nothing of it is on its way. */
export async function openScreen(page, base, { path }) {
  await page.goto(path.startsWith('/') ? base + path : path)
  await page.locator('h1, h2, [role=alert]').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root'))
}
