import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Cache, hashOf } from '#images'
import { originOf, removeOld, writeTaken } from './age.ts'
import { KIND } from './room.ts'

const inputs = { subject: { kernel: '6.12' }, of: {} }
const key = hashOf(inputs)
const week = new Date('2026-11-19T12:00:00.000Z')

let root: string
let dir: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-age-'))
	dir = join(root, KIND, key)
	await mkdir(dir, { recursive: true })
	await writeFile(join(dir, 'inputs.json'), '{}')
})
afterEach(() => rm(root, { recursive: true, force: true }))

const now = () => new Date('2026-11-26T12:00:00.000Z')
const renew = () => removeOld({ cache: new Cache(root), notBefore: week }, inputs, undefined, now)

it('a snapshot that is young enough stays, and says when it was taken', async () => {
	await writeTaken(dir, new Date('2026-11-20T00:00:00.000Z'))
	await renew()
	expect(await originOf(dir)).toEqual({ key, takenAt: '2026-11-20T00:00:00.000Z' })
})

it.each([
	['was taken earlier', '{"takenAt": "2026-11-18T00:00:00.000Z"}'],
	['was taken by a clock that was ahead', '{"takenAt": "2026-12-24T00:00:00.000Z"}'],
	['does not say when it was taken', undefined],
	['says nonsense', '{"takenAt": "yesterday"}'],
])('one that %s goes', async (_what, text) => {
	if (text !== undefined) await writeFile(join(dir, 'taken.json'), text)
	await renew()
	await expect(mkdir(dir)).resolves.toBeUndefined()
})

it('nothing is no error', async () => {
	await rm(dir, { recursive: true })
	await renew()
})
