// Compresses what was built, and fails when what a browser must load before the
// first screen is over 250 KB of compressed JavaScript.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const budget = 250 * 1000
const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('manifest.json', dist), 'utf8'))

const sizes = new Map()
for (const name of readdirSync(new URL('assets/', dist))) {
  if (!/\.(js|json|css|svg)$/.test(name)) continue
  const file = new URL(`assets/${name}`, dist)
  const zipped = gzipSync(readFileSync(file), { level: 9 })
  sizes.set(`assets/${name}`, zipped.length)
  writeFileSync(new URL(`assets/${name}.gz`, dist), zipped)
}

const kb = (bytes) => (bytes / 1000).toFixed(1)

/** The file and everything that it imports at once. */
function reach(key, seen = new Set()) {
  const chunk = manifest[key]
  if (!chunk || seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const next of chunk.imports ?? []) reach(next, seen)
  return seen
}

const first = reach('index.html')
const total = [...first].reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0)
const texts = [...sizes].filter(([file]) => file.startsWith('assets/texts-')).map(([, size]) => size)
console.log(
  `before the first screen: ${kb(total)} KB of JavaScript, compressed (at most ${budget / 1000}), and ${kb(Math.max(...texts))} KB of texts`,
)
if (total > budget) {
  for (const file of first) console.error(`  ${file} ${kb(sizes.get(file) ?? 0)} KB`)
  process.exit(1)
}
