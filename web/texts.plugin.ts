import { readdirSync, readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

const locales = new URL('./src/locales/', import.meta.url)
const asked = 'virtual:texts'
const known = `\0${asked}`

/**
 * Makes one file of all texts of a language, and `virtual:texts` of where they
 * are. A screen then never waits for its words, and what somebody has opened
 * once speaks without a connection; all of them are 32 KB, compressed. They are
 * data: a browser never tries a module again that it could not fetch once.
 */
export function texts(): Plugin {
  let building = false
  return {
    name: 'texts',
    configResolved: ({ command }) => {
      building = command === 'build'
    },
    resolveId: (id) => (id === asked ? known : undefined),
    load(id) {
      if (id !== known) return
      const places = readdirSync(locales, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name: language }) => {
          const source = JSON.stringify(textsIn(language, (path) => this.addWatchFile(path)))
          if (!building) return `${language}: ${JSON.stringify(`data:application/json,${encodeURIComponent(source)}`)}`
          return `${language}: import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name: `texts-${language}.json`, source })}`
        })
      return `export default { ${places.join(', ')} }`
    },
  }
}

/** The texts of a language by area: a file each. */
function textsIn(language: string, watch: (path: string) => void): object {
  const folder = new URL(`${language}/`, locales)
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return Object.fromEntries(
    files.map((file) => {
      const path = new URL(file, folder)
      watch(path.pathname)
      return [file.slice(0, -'.json'.length), JSON.parse(readFileSync(path, 'utf8'))]
    }),
  )
}
