import assert from 'node:assert/strict'
import { journey } from '../kit/journey.mjs'
import { until } from '../kit/until.mjs'

/** So many that the run lasts long enough to be stopped in its middle. */
const crowd = 1_500

export function journeys(stage) {
  journey(stage, 'BLK-3/pause-resume: orders for a segment, previewed, paused, resumed', {}, async ({ page, t, language, base, api }) => {
    const { segment, offer } = await aCrowd(api, language)
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
    await page.getByRole('button', { name: t('bulk:action.pause') }).click()
    await page.getByRole('button', { name: t('bulk:action.resume') }).waitFor()
    const paused = await api.get(`/bulk-operations/${id}`)
    assert.equal(paused.state, 'paused')
    assert.ok(paused.done < crowd, 'it stopped before its end')
    await page.getByRole('button', { name: t('bulk:action.resume') }).click()
    await page.getByText(t('bulk:progress.of', { done: crowd.toLocaleString(language), total: crowd.toLocaleString(language) })).waitFor({ timeout: 60_000 })
    const done = await until(async () => {
      const now = await api.get(`/bulk-operations/${id}`)
      return now.state === 'done' && now
    }, 'the run ends')
    assert.equal(done.done, crowd, 'nobody twice, nobody left out')
  })

  /** Customers of a segment of their own, and an offer that none of them has. */
  async function aCrowd(api, language) {
    const domain = `crowd-${language}.example`
    const emails = Array.from({ length: crowd }, (_, i) => `c${i}@${domain}`)
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let email = emails.pop(); email; email = emails.pop()) await api.post('/customers', { email })
      }),
    )
    const segment = await api.post('/segments', {
      title: `Толпа, ${language}`,
      object: 'customer',
      rule: { field: 'customer.email', op: 'contains', value: domain },
    })
    return { segment, offer: stage.offers.yoga }
  }
}
