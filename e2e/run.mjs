// Runs the journeys in one process, those of one program one after the other:
//   node --test-reporter=spec e2e/run.mjs [part of a file's name …]
import { readdirSync } from 'node:fs'
import { after, describe } from 'node:test'
import { emptyStage, furnish, makeOwner } from './kit/stage.mjs'

const folder = new URL('./journeys/', import.meta.url)
const wanted = process.argv.slice(2)
const files = readdirSync(folder)
  .sort()
  .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)))
if (files.length === 0) throw new Error(`no file of journeys is called like ${wanted.join(', ')}`)

const stage = await emptyStage()
after(() => stage.close())
if (!files.includes('01-first-run.mjs')) {
  await makeOwner(stage)
  await furnish(stage)
}
const loaded = await Promise.all(files.map((file) => import(new URL(file, folder))))
const lane = (name, own) =>
  describe(name, { concurrency: 1 }, () => {
    for (const { journeys, ownProgram } of loaded) if (own === (ownProgram ?? false)) journeys(stage)
  })

// Those that start a program of their own disturb nobody, and much of their time is waiting.
describe('journeys', { concurrency: 2 }, () => {
  lane('in one school', false)
  lane('in schools of their own', true)
})
