import assert from 'node:assert/strict'
import { journey } from '../kit/journey.mjs'
import { until } from '../kit/until.mjs'

/** So many that the run lasts long enough to be stopped in its middle. */
const crowd = 1_500

export function journeys(stage) {
  journey(stage, 'BLK-3/pause-resume: orders for a segment, previewed, paused, resumed', {}, async ({ page, t, language, base, api }) => {
    const segment = await aCrowd(api, language)
    const id = await stoppedMidway(async (attempt) => {
      const offer = await api.post('/offers', { code: `crowd-${language}-${attempt}`, title: `Для толпы ${language} ${attempt}`, currency: 'RUB', price: 990_000 })
      return start({ page, t, language, base }, segment, offer)
    })
    await page.getByRole('button', { name: t('bulk:action.resume') }).click()
    await page.getByText(t('bulk:progress.of', { done: crowd.toLocaleString(language), total: crowd.toLocaleString(language) })).waitFor({ timeout: 60_000 })
    const done = await until(async () => {
      const now = await api.get(`/bulk-operations/${id}`)
      return now.state === 'done' && now
    }, 'the run ends')
    assert.equal(done.done, crowd, 'nobody twice, nobody left out')
  })

  /** Starts a run for the crowd, as one does in the wizard, and stops it; answers with the run as it then stands. */
  async function start({ page, t, language, base }, segment, offer) {
    await page.goto(`${base}/bulk/new?kind=create_orders&segment=${segment.id}`)
    await page.getByRole('combobox', { name: t('bulk:terms.offer') }).click()
    await page.getByRole('option', { name: new RegExp(offer.title) }).click()
    await page.getByText(t('bulk:terms.letter'), { exact: true }).click() // no letters
    const preview = page.getByRole('region', { name: t('bulk:preview.title') })
    await preview.getByText(crowd.toLocaleString(language), { exact: true }).waitFor() // BLK-2: before anything happens
    await preview.getByRole('button', { name: t('bulk:start.now') }).click()
    await page.getByRole('dialog').getByRole('button', { name: t('bulk:start.now') }).click()
    await page.waitForURL(/\/bulk\/\d+/)
    const id = new URL(page.url()).pathname.split('/').at(-1)
    await page.getByRole('button', { name: t('bulk:action.pause') }).click({ timeout: 5_000 }).catch(() => {}) // a run that is over has none
    return until(async () => {
      const now = await stage.people.owner.api.get(`/bulk-operations/${id}`)
      return now.state !== 'running' && now
    }, 'the run is stopped, or ends', { within: 60_000 })
  }

  /** The first run that was stopped before its end: one that is quicker than a person is tried again with another offer. */
  async function stoppedMidway(run) {
    for (let attempt = 1; ; attempt++) {
      const { id, state, done } = await run(attempt)
      if (state === 'paused' && done < crowd) return id
      assert.ok(attempt < 5, 'a run of so many is stopped in its middle')
    }
  }

  /** Customers of a segment of their own. */
  async function aCrowd(api, language) {
    const domain = `crowd-${language}.example`
    const emails = Array.from({ length: crowd }, (_, i) => `c${i}@${domain}`)
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let email = emails.pop(); email; email = emails.pop()) await api.post('/customers', { email })
      }),
    )
    return api.post('/segments', {
      title: `Толпа, ${language}`,
      object: 'customer',
      rule: { field: 'customer.email', op: 'contains', value: domain },
    })
  }
}
