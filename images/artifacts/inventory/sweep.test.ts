import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Cache } from '../cache.ts'
import { sweepBuilds } from './sweep.ts'

let root: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-sweep-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

it('removes what a killed harness was building, and nothing that somebody builds or that is no build', async () => {
	const left = [`snapshots-${'a'.repeat(24)}`, `snapshots-${'a'.repeat(24)}-0123abcd`]
	const others = ['vm-x5Jv9q', `arriving-${'b'.repeat(24)}-${'c'.repeat(24)}.part`]
	for (const name of [...left, ...others]) await mkdir(join(root, 'scratch', name), { recursive: true })
	await writeFile(join(root, 'scratch', left[1]!, 'memory'), 'half of it')
	expect(await sweepBuilds(join(root, 'nowhere'))).toEqual([])
	await new Cache(root).entry({
		kind: 'parts',
		inputs: 'x',
		async build() {
			expect((await sweepBuilds(root)).sort()).toEqual(left)
			expect(await readdir(join(root, 'scratch'))).toHaveLength(3)
		},
	})
	expect((await readdir(join(root, 'scratch'))).sort()).toEqual(others.sort())
})
