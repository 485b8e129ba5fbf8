// Runs the journeys, one after the other, in one process:
//   node --test-reporter=spec e2e/run.mjs [part of a file's name …]
import { readdirSync } from 'node:fs'
import { after } from 'node:test'
import { emptyStage, furnish, makeOwner } from './kit/stage.mjs'

const folder = new URL('./journeys/', import.meta.url)
const wanted = process.argv.slice(2)
const files = readdirSync(folder).filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)))
if (files.length === 0) throw new Error(`no file of journeys is called like ${wanted.join(', ')}`)

const stage = await emptyStage()
after(() => stage.close())
if (!files.includes('01-first-run.mjs')) {
  await makeOwner(stage)
  await furnish(stage)
}
for (const file of files.sort()) {
  const { journeys } = await import(new URL(file, folder))
  journeys(stage)
}
