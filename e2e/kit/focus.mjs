import { until } from './until.mjs'

/** Somebody comes back to the page, which asks again for what is not fresh any more; again and again until what follows from it is seen. */
export function refocused(page, sign, what) {
  return until(async () => {
    await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
    return sign.isVisible()
  }, what)
}
