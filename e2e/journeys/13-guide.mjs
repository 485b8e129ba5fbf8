import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { languages, openGuide } from '../kit/guide.mjs'
import { darkroom, tolerance } from '../kit/pictures.mjs'

const root = new URL('../../', import.meta.url)
const pictures = new URL('docs/guide/pictures/', root)
const renew = 'renew the pictures: node e2e/screenshots.mjs docs/guide/pictures --guide'
const percent = (share) => `${(share * 100).toFixed(1)} %`

export const ownProgram = true

/** The guide shows the interface as it is, in each language. */
export function journeys(stage) {
  let room
  after(() => room?.close())
  for (const language of languages) {
    test(`guide: its pictures show the interface as it is (${language})`, { timeout: 240_000 }, async () => {
      room ??= await darkroom(stage.browser)
      const guide = await openGuide(stage.browser, language)
      try {
        const stale = []
        for (const screen of guide.screens) {
          const { png, moving } = await guide.shoot(screen)
          const share = await room.difference(committed(language, screen.name), await room.pack(png), moving)
          if (process.env.E2E_SHOW) console.log(`  ${language}/${screen.name}: ${percent(share)}`)
          if (share > tolerance.share) stale.push(`${language}/${screen.name}.webp differs in ${percent(share)}`)
        }
        assert.deepEqual(stale, [], renew)
        await toldApart(room, guide, language)
        assert.deepEqual(shownBy(`docs/guide/${language}.md`), made(language, guide), `docs/guide/${language}.md shows each picture that there is, and no other`)
      } finally {
        await guide.close()
      }
    })
  }

  test('guide: what the README shows is there', () => {
    const shown = [...read('README.md').matchAll(/!\[[^\]]*\]\((docs\/[^)]+)\)/g)].map(([, path]) => path)
    assert.ok(shown.length > 0, 'a picture of the interface')
    for (const path of shown) assert.ok(existsSync(new URL(path, root)), path)
  })
}

function committed(language, name) {
  const at = new URL(`${language}/${name}.webp`, pictures)
  assert.ok(existsSync(at), `${language}/${name}.webp is missing; ${renew}`)
  return readFileSync(at)
}

const read = (path) => readFileSync(new URL(path, root), 'utf8')

function shownBy(path) {
  return [...read(path).matchAll(/!\[[^\]]+\]\(pictures\/([^)]+)\)/g)].map(([, picture]) => picture).sort()
}

function made(language, { screens }) {
  const names = screens.map(({ name }) => `${language}/${name}.webp`).sort()
  const there = readdirSync(new URL(`${language}/`, pictures)).map((file) => `${language}/${file}`)
  assert.deepEqual(there.sort(), names, `no screen makes what else lies there; ${renew}`)
  return names
}

/** The comparison is worth something: other dates and sums leave the order's card as it is, a panel that is gone does not. */
async function toldApart(room, guide, language) {
  const screen = guide.screens.find(({ name }) => name === 'order')
  const was = committed(language, screen.name)
  const without = async (spoil) => {
    const { png, moving } = await guide.shoot(screen, spoil)
    return room.difference(was, await room.pack(png), moving)
  }
  const digits = await without(otherDigits)
  assert.ok(digits <= tolerance.share, `other digits alone make ${percent(digits)} differ`)
  for (let nth = 0; nth < 3; nth++) {
    const share = await without((page) => page.locator('main section').nth(nth).evaluate((panel) => panel.remove()))
    assert.ok(share > tolerance.share, `panel ${nth + 1} is gone, and only ${percent(share)} differ`)
  }
}

/** Every digit that can be read becomes another. */
function otherDigits(page) {
  return page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let text = texts.nextNode(); text; text = texts.nextNode())
      if (!['STYLE', 'SCRIPT'].includes(text.parentElement.tagName)) text.data = text.data.replace(/\d/g, (digit) => (digit * 7 + 3) % 10)
  })
}
