// What the user guide shows: screens of the demo school, which is the same on every machine but for the dates.
import { logIn } from './api.mjs'
import { openDesk } from './journey.mjs'
import { openScreen } from './screens.mjs'
import { startServer } from './server.mjs'
import { speaker } from './texts.mjs'
import { until } from './until.mjs'

export const languages = ['ru', 'en']
const [width, usualHeight] = [1280, 800]
const visitor = { email: 'demo@orderflow.example', password: 'look around here' }

const words = {
  ru: { comment: 'Оплатит вечером, попросила напомнить', segment: 'Не заплатили больше суток', tag: 'вебинар' },
  en: { comment: 'Pays tonight, asked to be reminded', segment: 'Unpaid for more than a day', tag: 'webinar' },
}

/** The demo school of a language, with something to see on every screen that the guide shows. */
export async function openGuide(browser, language) {
  const server = await startServer({ ORDERFLOW_ACCOUNT_LANGUAGE: language }, { demo: true })
  const stage = { ...server, browser, people: { owner: await logIn(server.base, visitor) } }
  const screens = await fill(stage, words[language], speaker(language))
  const look = { language, width, height: usualHeight }
  const desks = { owner: await openDesk(stage, look), nobody: await openDesk(stage, { ...look, as: 'nobody' }) }
  return {
    screens,
    /** A screenshot, and the boxes in it whose content follows the calendar. */
    async shoot(screen, spoil) {
      const { page, base } = desks[screen.as ?? 'owner']
      await page.setViewportSize({ width, height: screen.height ?? usualHeight })
      await openScreen(page, base, screen)
      await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {}) // live connections stay open
      await spoil?.(page)
      const moving = await page.locator('.recharts-surface').all()
      return { png: await page.screenshot(), moving: (await Promise.all(moving.map((plot) => plot.boundingBox()))).filter(Boolean) }
    },
    async close() {
      for (const { context } of Object.values(desks)) await context.close()
      await server.stop()
    },
  }
}

async function fill({ people }, says, t) {
  const { api } = people.owner
  const { items } = await api.get('/orders?limit=20')
  const [late, , order, ...others] = items
  const [board] = (await api.get('/boards')).items
  for (const [i, { id }] of others.slice(0, 9).entries()) await api.post(`/orders/${id}/stage`, { stage_id: board.stages[1 + (i % 3)].id }, { 'If-Match': '*' })
  await until(async () => (await api.get(`/orders/${order.id}`)).enrollments.length > 0, 'the process has taken up the order')
  await api.post(`/orders/${order.id}/comments`, { text: says.comment })
  await api.post(`/orders/${order.id}/tags`, { add: [says.tag] }, { 'If-Match': '*' })
  await api.post(`/orders/${late.id}/status`, { status: 'cancelled' }, { 'If-Match': '*' })
  await api.post(`/orders/${late.id}/payments`, { amount: late.cost, currency: late.currency, method: 'card' })
  const rule = {
    all: [
      { field: 'order.status', op: 'one_of', value: ['new', 'in_work', 'payment_waiting'] },
      { field: 'order.created_at', op: 'more_than_ago', value: { amount: 1, unit: 'days' } },
    ],
  }
  const segment = await api.post('/segments', { title: says.segment, object: 'order', rule })
  await until(async () => (await api.get('/letters?state=queued&limit=1')).items.length === 0, 'the letters have gone')
  const page = (await api.get('/sales-pages')).items[0]
  const full = await api.get(`/orders/${order.id}`)
  return screensOf(t, { order: order.id, customer: full.customer.id, segment: segment.id, sales: page.address })
}

function screensOf(t, ids) {
  return [
    { name: 'orders', path: '/orders' },
    { name: 'board', path: '/board' },
    { name: 'order', path: `/orders/${ids.order}`, height: 1120 },
    { name: 'money', path: '/money' },
    { name: 'segment', path: `/segments/${ids.segment}?why=${ids.order}` },
    { name: 'bulk', path: `/bulk/new?kind=change_status&segment=${ids.segment}`, act: (page) => cancelThem(page, t) },
    { name: 'letters', path: '/letters' },
    { name: 'template', path: `/letters/templates/payment_reminder?order=${ids.order}`, act: (page) => page.locator('.cm-content').waitFor() },
    { name: 'customer', path: `/customers/${ids.customer}` },
    { name: 'process', path: '/processes/1', act: (page) => page.locator('[data-which=waiting]').first().waitFor() },
    { name: 'dashboard', path: '/dashboard', height: 1000 },
    { name: 'sales-page', path: ids.sales, as: 'nobody', height: 1000 },
  ]
}

async function cancelThem(page, t) {
  await page.getByPlaceholder(t('bulk:terms.choose_status')).click()
  await page.getByRole('option', { name: t('common:status.cancelled'), exact: true }).click()
  await page.getByRole('region', { name: t('bulk:preview.title') }).getByRole('button').waitFor()
  await page.mouse.move(0, 0)
}
