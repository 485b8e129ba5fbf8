// Generates the typed client's schema from the API's description, which the
// program itself prints. `--check` fails when what stands there is stale.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = fileURLToPath(new URL('../src/api/generated/', import.meta.url))

const go = process.env.GO ?? 'go'
const text = execFileSync(go, ['run', '-tags', 'noembedded', './cmd/orderflow', 'openapi'], {
  cwd: root,
  env: { ...process.env, CGO_ENABLED: '0' },
  maxBuffer: 64 << 20,
  encoding: 'utf8',
})
const document = JSON.parse(text)

/** The operations that the audit tells of: those that change something, and files. */
const actions = Object.entries(document.paths)
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({ path, method, operationId })),
  )
  .filter(({ path, method }) => path.startsWith('/api/') && (method !== 'get' || path.endsWith('.csv')))
  .map(({ operationId }) => operationId)
  .sort()

const head = '// Generated from the API description by scripts/client.mjs.\n'
const files = {
  'schema.ts': head + astToString(await openapiTS(document, { defaultNonNullable: false })),
  'actions.ts': `${head}export const actions: readonly string[] = ${JSON.stringify(actions)}\n`,
  'currencies.ts': `${head}export const exponents: Record<string, number> = ${JSON.stringify(document.info['x-currencies'])}\n`,
}

const stale = Object.entries(files).filter(
  ([name, content]) => !existsSync(folder + name) || readFileSync(folder + name, 'utf8') !== content,
)
if (process.argv.includes('--check')) {
  for (const [name] of stale) console.error(`src/api/generated/${name} is stale: run npm run client`)
  process.exit(stale.length > 0 ? 1 : 0)
}
mkdirSync(folder, { recursive: true })
for (const [name, content] of stale) writeFileSync(folder + name, content)
