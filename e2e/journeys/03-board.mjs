import assert from 'node:assert/strict'
import { journey } from '../kit/journey.mjs'
import { hands } from '../kit/keyboard.mjs'
import { anOrder } from '../kit/stage.mjs'
import { until } from '../kit/until.mjs'

export function journeys(stage) {
  journey(stage, 'ORD-11/drag: a card is carried to the next stage', {}, async ({ page, t, base, api }) => {
    const { order, from, to } = await board(api)
    const card = await openBoard(page, base, t, order)
    const box = await card.boundingBox()
    const target = await page.getByRole('region', { name: to.title }).boundingBox()
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 6)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 2 + 20, box.y + box.height, { steps: 4 })
    await page.mouse.move(target.x + target.width / 2, target.y + 160, { steps: 8 })
    await page.mouse.up()
    await moved(page, api, t, order, from, to)
  })

  journey(stage, 'ORD-11/drag-by-keyboard: space, arrow, space', {}, async ({ page, t, base, api }) => {
    const { order, from, to } = await board(api)
    const card = await openBoard(page, base, t, order)
    await carry(page, t, card, from, to)
    await moved(page, api, t, order, from, to)
    await page.getByText(t('orders:drag.end', { stage: to.title })).waitFor({ state: 'attached' })
    await focused(page, t, order)
  })

  journey(stage, 'ORD-11/refused-by-keyboard: a screen reader does not hear of a move that was not made, and the card keeps the focus', {}, async ({ page, t, base, api }) => {
    const { order, from, to } = await board(api)
    await page.route('**/api/v1/live*', (route) => route.abort()) // this window does not hear of the other
    const card = await openBoard(page, base, t, order)
    const heard = await listen(page)
    await stage.people.manager.api.post(`/orders/${order.id}/status`, { status: 'in_work' }, { 'If-Match': '*' })
    await carry(page, t, card, from, to)
    await page.getByText(t('orders:move.failed', { number: order.number })).waitFor()
    await page.getByText(t('orders:drag.refused')).waitFor({ state: 'attached' })
    await page.getByRole('region', { name: from.title }).getByRole('group', { name: called(t, order) }).waitFor()
    await focused(page, t, order)
    const said = await heard()
    assert.ok(said.includes(t('orders:drag.moving', { stage: to.title })), said.join(' | '))
    assert.ok(!said.includes(t('orders:drag.end', { stage: to.title })), said.join(' | '))
  })

  journey(stage, 'ORD-11/menu-by-keyboard: a card that was moved by its menu keeps the focus', {}, async ({ page, t, base, api }) => {
    const { order, from, to } = await board(api)
    await openBoard(page, base, t, order)
    const { use } = hands(page)
    await use(page.getByRole('button', { name: t('orders:move.menu', { number: order.number }) }))
    await use(page.getByRole('menuitem', { name: to.title, exact: true }), 'ArrowDown')
    await moved(page, api, t, order, from, to)
    await page.getByText(t('orders:drag.end', { stage: to.title })).waitFor({ state: 'attached' })
    await focused(page, t, order)
  })

  journey(stage, 'ORD-11/menu: a phone moves a card by its menu', { width: 390, height: 800 }, async ({ page, t, base, api }) => {
    const { order, from, to } = await board(api)
    await openBoard(page, base, t, order)
    await page.getByRole('button', { name: t('orders:move.menu', { number: order.number }) }).click()
    await page.getByRole('menuitem', { name: to.title, exact: true }).click()
    await moved(page, api, t, order, from, to)
  })

  const called = (t, order) => new RegExp(`^${t('orders:card', { number: order.number, customer: '' })}`)

  const focused = (page, t, order) =>
    until(() => page.getByRole('group', { name: called(t, order) }).evaluate((node) => node === document.activeElement), 'the card has the focus')

  /** Notes what the live regions say from now on. */
  async function listen(page) {
    await page.evaluate(() => {
      const heard = []
      window.heard = heard
      const hear = () => {
        for (const region of document.querySelectorAll('[aria-live], [role=status], [role=alert]')) {
          if (region.textContent && heard.at(-1) !== region.textContent) heard.push(region.textContent)
        }
      }
      new MutationObserver(hear).observe(document.body, { subtree: true, childList: true, characterData: true })
    })
    return () => page.evaluate(() => window.heard)
  }

  async function board(api) {
    const { order } = await anOrder(stage)
    const { items } = await api.get('/boards')
    const [from, to] = items.find((b) => b.default).stages
    return { order, from, to }
  }

  async function openBoard(page, base, t, order) {
    await page.goto(`${base}/board`)
    const card = page.getByRole('group', { name: called(t, order) })
    await card.waitFor()
    return card
  }

  async function moved(page, api, t, order, from, to) {
    await page.getByRole('region', { name: to.title }).getByRole('group', { name: called(t, order) }).waitFor()
    const now = await until(async () => {
      const read = await api.get(`/orders/${order.id}`)
      return read.stage_id === to.id && read
    }, 'the order stands at the other stage')
    const entry = now.history.find((e) => e.kind === 'stage_moved')
    if (!entry) throw new Error(`history does not say that it moved from ${from.title}`)
  }
}

/** Takes a card by the space bar, and puts it down on the next stage. */
async function carry(page, t, card, from, to) {
  await hands(page).to(card)
  await page.keyboard.press('Space')
  await page.getByText(t('orders:drag.start')).or(page.getByText(t('orders:drag.over', { stage: from.title }))).first().waitFor({ state: 'attached' })
  await page.keyboard.press('ArrowRight')
  await page.getByText(t('orders:drag.over', { stage: to.title })).waitFor({ state: 'attached' })
  await page.keyboard.press('Space')
}
