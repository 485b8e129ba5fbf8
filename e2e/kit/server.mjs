// The program under test: `bin/orderflow dev` on free ports with data of its own.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './until.mjs'

const binary = process.env.ORDERFLOW_TEST_BINARY ?? new URL('../../bin/orderflow', import.meta.url).pathname

const greetings = { school: /http:\/\/\S+\/setup#token=\S+/, demo: /demo school: .+/ }

/**
 * Starts the program; answers when it greets. `address` is the page that it
 * prints for the first owner. With `demo` it is the demo school, which has one.
 */
export async function startServer(settings = {}, { demo = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'orderflow-e2e-'))
  const [port, opsPort] = [await freePort(), await freePort()]
  const base = `http://127.0.0.1:${port}`
  const letters = `http://127.0.0.1:${opsPort}/dev/letters`
  const child = spawn(binary, demo ? ['dev', '--demo'] : ['dev'], {
    cwd: folder,
    env: {
      ...process.env,
      ORDERFLOW_DATABASE_DATA_DIR: folder,
      ORDERFLOW_HTTP_LISTEN: `127.0.0.1:${port}`,
      ORDERFLOW_HTTP_OPS_LISTEN: `127.0.0.1:${opsPort}`,
      ...settings,
    },
  })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(String(text)))
  const ended = new Promise((resolve) => child.once('close', resolve))
  let over = false
  ended.then(() => (over = true))
  const address = await until(
    () => {
      if (over) throw new Error(`the program ended before it began:\n${said.join('')}`)
      return said.join('').match(greetings[demo ? 'demo' : 'school'])?.[0]
    },
    'the program greets',
    { within: 60_000 },
  )
  process.once('exit', () => over || child.kill('SIGKILL')) // whatever ends us ends it
  const stop = async () => {
    child.kill('SIGINT')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const gatewaySecret = () => readFileSync(join(folder, 'test-gateway.secret'), 'utf8').trim()
  return { base, address, letters, stop, gatewaySecret, log: () => said.join('') }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
