import { execFile } from 'node:child_process'
import {
	chmod,
	cp,
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rm,
	stat,
	symlink,
	utimes,
	writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
let clone: string
let cache: string

/** A clone with a command line of one line. */
beforeEach(async () => {
	clone = await mkdtemp(join(tmpdir(), 'rm-clone-'))
	cache = join(clone, 'node_modules/.cache/rootless-matrix')
	const needed = [
		'package.json',
		'tsconfig.json',
		'harness/cli/bin.js',
		'harness/cli/clone',
		'harness/bundle',
	]
	for (const name of [...needed, 'vm/host/typescript'])
		await cp(join(root, name), join(clone, name), { recursive: true })
	for (const name of ['node_modules', 'suites']) await mkdir(join(clone, name))
	await symlink(join(root, 'node_modules/esbuild'), join(clone, 'node_modules/esbuild'))
	await program('one')
})
afterEach(() => rm(clone, { recursive: true, force: true }))

const source = () => join(clone, 'harness/cli/main.ts')
const program = (text: string) =>
	writeFile(source(), `console.log('${text}' as string, import.meta.dirname)\n`)

/** What it prints: its word, and where it believes to be. */
async function run(): Promise<string> {
	const { stdout } = await promisify(execFile)(process.execPath, [join(clone, 'harness/cli/bin.js')])
	return stdout.replace(clone, 'CLONE').trim()
}

const bundles = async () => (await readdir(cache)).filter((name) => /^cli-[0-9a-f]{12}-/.test(name))

describe('a clone starts by a bundle of its sources', () => {
	it('which is made once, and whose modules find themselves among the sources', async () => {
		expect(await run()).toBe('one CLONE/harness/cli')
		const [first] = await bundles()
		const { ino } = await stat(join(cache, first ?? ''))
		expect(await run()).toBe('one CLONE/harness/cli')
		expect(await bundles()).toEqual([first])
		expect((await stat(join(cache, first ?? ''))).ino).toBe(ino)
	})

	it('and never by one of other sources, whatever their length and their time', async () => {
		await run()
		const { atime, mtime } = await stat(source())
		await program('two')
		await utimes(source(), atime, mtime)
		expect(await run()).toBe('two CLONE/harness/cli')
		expect(await bundles()).toHaveLength(2)
	})

	it('which is made anew when a folder of checks has another file', async () => {
		await run()
		const list = join(
			cache,
			(await readdir(cache)).find((name) => /^cli-[0-9a-f]{12}\.json$/.test(name)) ?? '',
		)
		const { ino } = await stat(list)
		await writeFile(join(clone, 'suites/more.checks.ts'), '')
		await run()
		expect((await stat(list)).ino).not.toBe(ino)
	})

	it('and leaves the one of before to a run that was started by it', async () => {
		await run()
		const [first = ''] = await bundles()
		const longAgo = new Date(Date.now() - 10 * 24 * 3600_000)
		await utimes(join(cache, first), longAgo, longAgo)
		// This start may be a run that goes on while the sources change.
		await run()
		await program('two')
		await run()
		expect(await bundles()).toContain(first)
		await utimes(join(cache, first), longAgo, longAgo)
		await program('six')
		await run()
		expect(await bundles()).not.toContain(first)
	})

	it('and by its sources where the bundle is gone', async () => {
		await run()
		for (const name of await bundles()) await rm(join(cache, name), { recursive: true })
		expect(await run()).toBe('one CLONE/harness/cli')
	})

	it('and by none that somebody else could have put there', async () => {
		await run()
		const [name] = await bundles()
		const path = join(cache, name ?? '', 'main.mjs')
		await writeFile(path, (await readFile(path, 'utf8')).replace('one', 'bad'))
		// So it would run, by the owner's own doing …
		expect(await run()).toBe('bad CLONE/harness/cli')
		// … but not where anybody could have done it.
		await chmod(cache, 0o777)
		expect(await run()).toBe('one CLONE/harness/cli')
	})

	it('and as it is where nothing can be kept', async () => {
		await writeFile(join(clone, 'node_modules/.cache'), '')
		expect(await run()).toBe('one CLONE/harness/cli')
	})
})
