// Takes pictures of every screen: `node e2e/screenshots.mjs FOLDER [part of a screen's name …]`.
// Both languages, light and dark, 1440 and 390 px: FOLDER/ru-light-1440/orders.png. With --guide only the pictures of
// the user guide are taken, as FOLDER/ru/orders.png (light, 1440).
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openDesk } from './kit/journey.mjs'
import { furnishedScreens, openScreen } from './kit/screens.mjs'
import { emptyStage, furnish, makeOwner } from './kit/stage.mjs'

const words = process.argv.slice(2)
const guide = words.includes('--guide')
const [folder, ...wanted] = words.filter((word) => !word.startsWith('--'))
if (!folder) throw new Error('name a folder for the pictures')

const looks = guide
  ? ['ru', 'en'].map((language) => ({ language, folder: language }))
  : ['ru', 'en'].flatMap((language) =>
      [false, true].flatMap((dark) =>
        [1440, 390].map((width) => ({ language, dark, width, height: width < 600 ? 844 : 900, folder: `${language}-${dark ? 'dark' : 'light'}-${width}` })),
      ),
    )

const stage = await emptyStage()
try {
  await makeOwner(stage)
  await furnish(stage)
  const screens = (await furnishedScreens(stage)).filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
  for (const look of looks) await shoot(look, screens)
} finally {
  await stage.close()
}

async function shoot(look, screens) {
  const to = join(folder, look.folder)
  await mkdir(to, { recursive: true })
  const desks = { owner: await openDesk(stage, look), nobody: await openDesk(stage, { ...look, as: 'nobody' }) }
  for (const screen of screens) {
    const { page, base } = desks[screen.as ?? 'owner']
    await openScreen(page, base, screen)
    await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {}) // live connections stay open
    await page.screenshot({ path: join(to, `${screen.name}.png`), fullPage: !guide })
  }
  for (const { context } of Object.values(desks)) await context.close()
  console.log(`${screens.length} pictures in ${to}`)
}
