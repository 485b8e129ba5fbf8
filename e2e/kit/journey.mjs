// A journey: what somebody does in the browser, in both languages, named by the rule that it holds.
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { contextOptions } from './browser.mjs'
import { speaker } from './texts.mjs'

/** By how many milliseconds each request comes late, to find keys that overtake the page that they are meant for. */
const late = Number(process.env.E2E_LATE ?? 0)
const pictures = process.env.E2E_OUT ?? join(tmpdir(), 'orderflow-e2e-failed')

/**
 * Registers a journey once for each language. It gets a page of somebody who is
 * logged in (`as`: owner, manager or nobody), the texts, and the stage. A page
 * that throws, or writes an error into the console, fails it.
 */
export function journey(stage, name, { as = 'owner', languages = ['ru', 'en'], ...look }, go) {
  for (const language of languages) {
    test(`${name} (${language})`, { timeout: 120_000 }, () =>
      atDesk(stage, { as, language, ...look }, `${name} ${language}`, (desk) =>
        go({ ...desk, stage, t: speaker(language), language, api: stage.people.owner?.api }),
      ),
    )
  }
}

/** Somebody sits down, does it, and leaves; what the page showed at a fault is kept. */
export async function atDesk(stage, look, name, go) {
  const desk = await openDesk(stage, look)
  try {
    await go(desk)
    desk.faults.mustBeNone()
  } catch (fault) {
    await keepPicture(desk, name)
    throw fault
  } finally {
    await desk.context.close()
  }
}

/** A browser window of one person. */
export async function openDesk(stage, { as = 'owner', ...look }) {
  const state = stage.people[as]?.state
  const context = await stage.browser.newContext(contextOptions({ ...look, state }))
  context.setDefaultTimeout(15_000)
  if (late > 0) await context.route('**/*', (route) => setTimeout(() => route.fallback().catch(() => {}), late))
  const page = await context.newPage()
  return { context, page, faults: watch(page), base: stage.base }
}

/** What went wrong in a page without anybody seeing it. Requests that the API refuses are answers, not faults. */
function watch(page) {
  const found = []
  page.on('pageerror', (error) => found.push(String(error.stack ?? error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/^Failed to load resource/.test(message.text())) found.push(message.text())
  })
  page.on('response', (answer) => {
    if (answer.status() >= 500) found.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`)
  })
  return {
    mustBeNone() {
      if (found.length > 0) throw new Error(`the page had faults:\n${found.join('\n')}`)
    },
  }
}

async function keepPicture({ context }, name) {
  await mkdir(pictures, { recursive: true })
  for (const [i, page] of context.pages().entries()) {
    const path = join(pictures, `${name.replace(/[^\p{L}\d]+/gu, '-')}${i > 0 ? `-${i + 1}` : ''}.png`)
    await page.screenshot({ path, fullPage: true }).catch(() => {})
    console.log(`  what the page showed: ${path} (${page.url()})`)
  }
}
