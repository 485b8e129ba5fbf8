import { test } from 'node:test'
import { accessible } from '../kit/axe.mjs'
import { openDesk } from '../kit/journey.mjs'
import { furnishedScreens, openScreen } from '../kit/screens.mjs'

/** Two looks between them show both languages, both sizes and both themes. */
const looks = [
  { language: 'ru', width: 1440 },
  { language: 'en', width: 390, height: 844, dark: true },
]

export function journeys(stage) {
  let screens
  for (const look of looks) {
    test(`screens: accessible and without faults (${look.language}, ${look.width} px, ${look.dark ? 'dark' : 'light'})`, { timeout: 300_000 }, async () => {
      screens ??= await furnishedScreens(stage)
      const desks = { owner: await openDesk(stage, look), nobody: await openDesk(stage, { ...look, as: 'nobody' }) }
      const bad = []
      for (const screen of screens) {
        const { page, base } = desks[screen.as ?? 'owner']
        try {
          await openScreen(page, base, screen)
          await fits(page)
          await accessible(page, screen.name)
        } catch (fault) {
          bad.push(`${screen.name}: ${fault.message}`)
        }
      }
      for (const { faults, context } of Object.values(desks)) {
        await context.close()
        try {
          faults.mustBeNone()
        } catch (fault) {
          bad.push(fault.message)
        }
      }
      if (bad.length > 0) throw new Error(bad.join('\n'))
    })
  }
}

/** The page itself never scrolls sideways; wide tables do, inside their frames. */
async function fits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (over > 1) throw new Error(`is ${over} px wider than the window`)
}
