// Measures what people feel in the browser: `node e2e/measure.mjs ADDRESS EMAIL PASSWORD`, against an installation
// that serves a big school (`orderflow bench seed`). Prints the median and the worst of the list's first rows after
// a click, and how many frames of a drag of five seconds came within 20 ms, on the board and on the canvas.
// It makes a draft of 741 blocks there.
import { logIn } from './kit/api.mjs'
import { contextOptions, launch } from './kit/browser.mjs'
import { speaker } from './kit/texts.mjs'

const [base, email, password] = process.argv.slice(2)
if (!password) throw new Error('name the address, an e-mail and its password')

const language = 'en'
const t = speaker(language)
const { api, state } = await logIn(base, { email, password })
const browser = await launch()
const context = await browser.newContext(contextOptions({ language, state }))
const page = await context.newPage()
try {
  await firstRows()
  await board(2_000)
  await canvas()
} finally {
  await browser.close()
}

async function firstRows() {
  const took = []
  for (let i = 0; i < 20; i++) {
    await page.goto(`${base}/settings`)
    const link = page.getByRole('link', { name: t('orders:title'), exact: true }).first()
    await link.waitFor()
    await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => {}) // live connections stay open
    took.push(
      await link.evaluate(
        (element) =>
          new Promise((shown) => {
            const clicked = performance.now()
            const look = () =>
              document.querySelector('main [role=row] a[href^="/orders/"]') ? requestAnimationFrame(() => shown(performance.now() - clicked)) : requestAnimationFrame(look)
            element.click()
            look()
          }),
      ),
    )
  }
  took.sort((a, b) => a - b)
  console.log(`first rows of the list after the click: median ${took[10].toFixed(0)} ms, worst of 20 ${took[19].toFixed(0)} ms, ${took.filter((ms) => ms <= 300).length} within 300 ms`)
}

async function board(cards) {
  let loaded = 0
  page.on('response', async (answer) => {
    if (answer.url().includes('/cards?')) loaded += (await answer.json()).items.length
  })
  await page.goto(`${base}/board`)
  const columns = page.locator('main section:has([data-index])')
  await columns.first().waitFor()
  const lists = columns.locator('xpath=./div')
  for (let round = 0; loaded < cards; round++) {
    if (round > 200) throw new Error(`only ${loaded} cards came`)
    await lists.evaluateAll((all) => all.forEach((one) => one.scrollHeight > one.clientHeight && one.scrollTo(0, one.scrollHeight)))
    await page.waitForTimeout(100)
  }
  const card = columns.first().locator('[data-index]').last()
  const box = await card.boundingBox()
  const frames = await during(async (still) => {
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 6)
    await page.mouse.down()
    for (let i = 0; still(); i++) await page.mouse.move(box.x + 150 + 450 * (1 + Math.sin(i / 20)), box.y + 60 * Math.sin(i / 7))
    await page.keyboard.press('Escape')
    await page.mouse.up()
  })
  console.log(`board with ${loaded} cards, a drag of 5 s: ${frames}`)
}

async function canvas() {
  const conditions = 318
  const others = 421
  const blocks = [{ id: 'start', kind: 'start' }]
  const connections = []
  const rule = { field: 'order.paid', op: 'gt', value: 0 }
  for (let i = 0; i < conditions + others; i++) {
    const asks = i % 2 === 1 && i / 2 < conditions
    blocks.push(asks ? { id: `b${i}`, kind: 'condition', params: { branches: [{ exit: 'paid', rule }] } } : { id: `b${i}`, kind: 'delay', params: { for: { amount: 1, unit: 'days' } } })
  }
  blocks.push({ id: 'end', kind: 'end', params: { outcome: 'done' } })
  blocks.slice(0, -1).forEach((block, i) => {
    const exits = block.kind === 'condition' ? ['paid', 'else'] : ['next']
    for (const exit of exits) connections.push({ from: block.id, exit, to: blocks[i + 1].id })
  })
  const definition = { schema: 1, title: 'Many blocks', subject: 'order', blocks, connections, triggers: [{ kind: 'by_hand' }] }
  const { id } = await api.post('/processes', { definition })
  await page.goto(`${base}/processes/${id}`)
  const block = page.locator('.react-flow__node').first()
  await block.waitFor({ timeout: 60_000 })
  const box = await block.boundingBox()
  const frames = await during(async (still) => {
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    for (let i = 0; still(); i++) await page.mouse.move(box.x + 200 + 200 * Math.sin(i / 15), box.y + 150 + 150 * Math.cos(i / 15))
    await page.mouse.up()
  })
  console.log(`canvas with ${blocks.length} blocks and ${connections.length} connections, a drag of 5 s: ${frames}`)
}

/** Watches frames while something is dragged for five seconds. */
async function during(drag) {
  await page.evaluate(() => {
    window.frames20 = []
    let last = performance.now()
    const tick = (now) => {
      window.frames20.push(now - last)
      last = now
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  const until = Date.now() + 5_000
  await drag(() => Date.now() < until)
  const took = (await page.evaluate(() => window.frames20)).slice(1)
  const smooth = took.filter((ms) => ms <= 20).length
  return `${((100 * smooth) / took.length).toFixed(1)} % of ${took.length} frames within 20 ms, the longest ${Math.max(...took).toFixed(0)} ms`
}
