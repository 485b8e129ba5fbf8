// Chromium as Debian ships it, driven by the playwright-core of the web interface.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'

const web = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = web('playwright-core')

/** The source of axe-core, to be run inside a page. */
export const axePath = web.resolve('axe-core/axe.min.js')

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function launch() {
  const named = process.env.ORDERFLOW_TEST_CHROMIUM
  if (named && !existsSync(named)) throw new Error(`ORDERFLOW_TEST_CHROMIUM names ${named}, which is not there`)
  const executablePath = named || places.find(existsSync)
  if (!executablePath) throw new Error('the browser tests want Chromium: install the package chromium, or name one in ORDERFLOW_TEST_CHROMIUM')
  const root = process.getuid?.() === 0
  return chromium.launch({ executablePath, args: root ? ['--no-sandbox', ...flags] : flags })
}

const locales = { ru: 'ru-RU', en: 'en-GB' }

/** Somebody's browser: its language, size and look; logged in when a state is given. */
export function contextOptions({ language, width = 1440, height = 900, dark = false, state }) {
  return {
    viewport: { width, height },
    locale: locales[language],
    timezoneId: 'Europe/Moscow',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    ...(width < 600 ? { hasTouch: true, isMobile: true } : {}),
    ...(state ? { storageState: state } : {}),
  }
}
