import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HostError } from '#results/errors'
import { Saves } from './saves.ts'
import { sourceFolders } from './source-folders.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-saves-'))))
afterEach(() => rm(dir, { recursive: true }))

const never = new AbortController().signal

it('tells files that were saved together once, and one that is saved by a rename', async () => {
	using saves = new Saves([dir])
	const [a, b] = [join(dir, 'a.ts'), join(dir, 'b.mjs')]
	await Promise.all([writeFile(b, '1'), writeFile(a, '1')])
	expect((await saves.take(never)).paths).toEqual([a, b])
	await writeFile(`${a}~`, '2')
	await rename(`${a}~`, a)
	expect((await saves.take(never)).paths).toEqual([a])
	expect(saves.next.aborted).toBe(false)
})

it('hears nothing of an editor’s own files, nor of tests', async () => {
	using saves = new Saves([dir])
	for (const name of ['.#a.ts', 'a.ts~', 'a.ts.swp', '4913', 'a.test.ts', 'README.md'])
		await writeFile(join(dir, name), '')
	await sleep(300)
	expect(saves.next.aborted).toBe(false)
})

it('ends a wait with the reason of the signal', async () => {
	using saves = new Saves([dir])
	await expect(saves.take(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
	expect(() => new Saves([join(dir, 'none')])).toThrow(HostError)
})

it('finds the checks of a clone, and the folders of what a site’s configuration imports', async () => {
	const config = join(dir, 'rootless-matrix.config.mjs')
	await writeFile(config, "import '../checks/ours.mjs'\n")
	await expect(sourceFolders({ ROOTLESS_MATRIX_CONFIG: config })).rejects.toThrow('ENOENT')
	await writeFile(config, "import 'rootless-matrix/plugin'\n")
	const own = await sourceFolders({})
	expect(own).toContain(join(import.meta.dirname, '../../suites/egress'))
	expect(await sourceFolders({ ROOTLESS_MATRIX_CONFIG: config })).toEqual([...own, dir].sort())
})
