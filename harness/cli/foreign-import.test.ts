import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findOwnConfig } from './find-up.ts'

let root: string
let config: string
beforeEach(async () => {
	root = await realpath(await mkdtemp(join(tmpdir(), 'rm-own-config-')))
	await mkdir(join(root, 'site'))
	config = join(root, 'site/rootless-matrix.config.mjs')
})
afterEach(() => rm(root, { recursive: true, force: true }))

const find = () => findOwnConfig(join(root, 'site'), {})

it('is found where it and all that it imports are the caller’s own', async () => {
	expect(await find()).toEqual({})
	await writeFile(config, `import './checks.mjs'\nimport 'rootless-matrix/plugin'\nimport 'nowhere'\n`)
	await writeFile(join(root, 'site/checks.mjs'), '')
	await mkdir(join(root, 'site/node_modules/rootless-matrix'), { recursive: true })
	expect(await find()).toEqual({ path: config })
	// What it cannot read is the loader's to say.
	await rm(join(root, 'site/checks.mjs'))
	expect(await find()).toEqual({ path: config })
})

it('is not read where others may write it', async () => {
	await writeFile(config, '')
	await chmod(config, 0o666)
	expect(await find()).toEqual({
		refusal: `${config} is not read: another user may write it or its directory`,
	})
})

it('is not read where others may write a file that it imports, through another one', async () => {
	await writeFile(config, `import './a.mjs'\n`)
	await writeFile(join(root, 'site/a.mjs'), `export * from './b.mjs'\n`)
	const open = join(root, 'site/b.mjs')
	await writeFile(open, '')
	await chmod(open, 0o666)
	expect(await find()).toEqual({
		refusal: `${config} is not read: it imports ${open}, which another user may write, or its directory`,
	})
})

it('is not read where Node would find a package of it in a directory that others may write', async () => {
	await writeFile(config, `import { definePlugins } from 'rootless-matrix/plugin'\n`)
	const foreign = join(root, 'node_modules/rootless-matrix')
	await mkdir(foreign, { recursive: true })
	await chmod(join(root, 'node_modules'), 0o1777)
	expect((await find()).refusal).toContain(`it imports ${foreign}, which`)
	// One of its own goes first.
	await mkdir(join(root, 'site/node_modules/rootless-matrix'), { recursive: true })
	expect(await find()).toEqual({ path: config })
})
