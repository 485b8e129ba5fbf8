// Takes pictures of every screen: `node e2e/screenshots.mjs FOLDER [--look=ru-dark-390] [part of a screen's name …]`.
// Both languages, light and dark, 1440 and 390 px unless looks are named: FOLDER/ru-light-1440/orders.png. With --guide instead the pictures of
// the user guide, from the demo school: FOLDER/ru/orders.webp.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { launch } from './kit/browser.mjs'
import { languages, openGuide } from './kit/guide.mjs'
import { openDesk } from './kit/journey.mjs'
import { darkroom } from './kit/pictures.mjs'
import { furnishedScreens, openScreen } from './kit/screens.mjs'
import { emptyStage, furnish, makeOwner } from './kit/stage.mjs'

const words = process.argv.slice(2)
const [folder, ...wanted] = words.filter((word) => !word.startsWith('--'))
const looks = words.filter((word) => word.startsWith('--look=')).map((word) => word.slice('--look='.length))
if (!folder) throw new Error('name a folder for the pictures')
const isWanted = ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word))

await (words.includes('--guide') ? guidePictures() : allScreens())

async function guidePictures() {
  const browser = await launch()
  try {
    const room = await darkroom(browser)
    for (const language of languages) {
      const to = join(folder, language)
      await mkdir(to, { recursive: true })
      const guide = await openGuide(browser, language)
      try {
        for (const screen of guide.screens.filter(isWanted)) {
          const { png } = await guide.shoot(screen)
          await writeFile(join(to, `${screen.name}.webp`), await room.pack(png))
        }
      } finally {
        await guide.close()
      }
      console.log(`pictures in ${to}`)
    }
  } finally {
    await browser.close()
  }
}

async function allScreens() {
  const stage = await emptyStage()
  try {
    await makeOwner(stage)
    await furnish(stage)
    const screens = (await furnishedScreens(stage)).filter(isWanted)
    for (const language of ['ru', 'en'])
      for (const dark of [false, true])
        for (const width of [1440, 390]) {
          const look = { language, dark, width, height: width < 600 ? 844 : 900 }
          const name = `${language}-${dark ? 'dark' : 'light'}-${width}`
          if (looks.length === 0 || looks.includes(name)) await shoot(stage, screens, look, join(folder, name))
        }
  } finally {
    await stage.close()
  }
}

async function shoot(stage, screens, look, to) {
  await mkdir(to, { recursive: true })
  const desks = { owner: await openDesk(stage, look), nobody: await openDesk(stage, { ...look, as: 'nobody' }) }
  for (const { page } of Object.values(desks)) await page.route('**/api/v1/live*', (route) => route.abort()) // else the network is never idle
  for (const screen of screens) {
    const { page, base } = desks[screen.as ?? 'owner']
    await openScreen(page, base, screen)
    await page.waitForLoadState('networkidle')
    await page.screenshot({ path: join(to, `${screen.name}.png`), fullPage: true })
  }
  for (const { context } of Object.values(desks)) await context.close()
  console.log(`${screens.length} pictures in ${to}`)
}
