import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
	chmod,
	chown,
	cp,
	lchown,
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rename,
	rm,
	stat,
	symlink,
	writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let root: string
let modules: string
let cache: string

/** A package of its own, with the hook where it lies in this one. */
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-hooks-'))
	modules = join(root, 'node_modules')
	cache = join(modules, '.cache/rootless-matrix')
	await cp(import.meta.dirname, join(root, 'vm/host/typescript'), { recursive: true })
	await writeFile(join(root, 'package.json'), '{ "type": "module" }')
	await mkdir(modules)
	await symlink(join(import.meta.dirname, '../../../node_modules/esbuild'), join(modules, 'esbuild'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const program = (text: string) => writeFile(join(root, 'program.ts'), text)

async function run(umask = '022'): Promise<string> {
	const command = `umask ${umask}; exec "$0" --import ./vm/host/typescript/register.js program.ts`
	const { stdout } = await promisify(execFile)('sh', ['-c', command, process.execPath], { cwd: root })
	return stdout
}

type Hook = (url: string, context: object, next: () => Promise<never>) => Promise<{ source: string }>
let processes = 0

/** What the hook gives Node for the program in a process that starts now, without one: it looks at its cache once for each. */
async function given(): Promise<string> {
	const hook = `${pathToFileURL(join(root, 'vm/host/typescript/hooks.js')).href}?process=${++processes}`
	const { load } = (await import(hook)) as { load: Hook }
	const program = pathToFileURL(join(root, 'program.ts')).href
	const { source } = await load(program, {}, () => Promise.reject(new Error('it is not asked')))
	return source
}

const cached = () => join(cache, 'program.ts.js')

it('runs TypeScript as it is, `using` included', async () => {
	await program(`
		const resource = { [Symbol.dispose]: (): void => console.log('disposed') }
		{ using held: Disposable = resource; console.log(typeof held) }`)
	expect(await run()).toBe('object\ndisposed\n')
})

it('compiles a source once, and again when it has changed', async () => {
	await program('console.log("first" as string)')
	expect(await run()).toBe('first\n')
	// Without the compiler: what runs is what was kept.
	await rm(join(modules, 'esbuild'))
	expect(await run()).toBe('first\n')
	await program('console.log("second" as string)')
	await expect(run()).rejects.toThrow("Cannot find package 'esbuild'")
})

it('never runs what does not have the sum that it was written with', async () => {
	await program('console.log("right" as string)')
	const right = await given()
	expect(right).toContain('"right"')
	const text = await readFile(cached(), 'utf8')
	await writeFile(cached(), text.replace('right', 'wrong'))
	expect(await run()).toBe('right\n')
	for (const damaged of [text.replace('right', 'wrong'), text.slice(0, 160), '']) {
		await writeFile(cached(), damaged)
		expect(await given()).toBe(right)
	}
})

it('says where in the source an error is', async () => {
	await program('interface Shape {\n\treadonly side: number\n}\n\nthrow new Error("here" as string)')
	await expect(run()).rejects.toThrow(/program\.ts:5:7/)
	await expect(run()).rejects.toThrow(/program\.ts:5:7/)
})

it('leaves nothing that everybody may write to, whatever the umask', async () => {
	await program('console.log(1)')
	await run('000')
	expect((await stat(cache)).mode & 0o777).toBe(0o755)
	expect((await stat(cached())).mode & 0o777).toBe(0o644)
	expect(await readdir(cache)).toEqual(['program.ts.js'])
})

it('runs also where nothing can be kept', async () => {
	await writeFile(join(modules, '.cache'), 'no directory')
	await program('console.log("still" as string)')
	expect(await run()).toBe('still\n')
})

describe('a cache that somebody else could have filled is neither read nor written', () => {
	const isRoot = process.geteuid?.() === 0
	/** Any user but those who own the package. */
	const somebody = 54_321

	/** Has a program compiled once, then plants code with its right sums where it was cached. */
	async function plant(): Promise<string> {
		await program('console.log("ours" as string)')
		await given()
		const [head = '', ...code] = (await readFile(cached(), 'utf8')).split('\n')
		const planted = code.join('\n').replace('ours', 'theirs')
		const [, sum] = head.split(' ')
		const text = `// ${sum} ${createHash('sha256').update(planted).digest('hex')}\n${planted}`
		await writeFile(cached(), text)
		return text
	}

	it('as a process starts', async () => {
		await plant()
		expect(await run()).toBe('theirs\n')
		await chmod(cache, 0o777)
		expect(await run()).toBe('ours\n')
	})

	it.each([
		['node_modules', () => modules],
		['node_modules/.cache', () => join(modules, '.cache')],
		['its own directory', () => cache],
	])('where everybody may write to %s', async (_, directory) => {
		const planted = await plant()
		expect(await given()).toContain('"theirs"')
		await chmod(directory(), 0o777)
		expect(await given()).toContain('"ours"')
		expect(await readFile(cached(), 'utf8')).toBe(planted)
	})

	it.runIf(isRoot).each([
		['node_modules', () => modules],
		['node_modules/.cache', () => join(modules, '.cache')],
		['its own directory', () => cache],
	])('where %s is another user’s', async (_, directory) => {
		const planted = await plant()
		await chown(directory(), somebody, somebody)
		expect(await given()).toContain('"ours"')
		expect(await readFile(cached(), 'utf8')).toBe(planted)
	})

	it.runIf(isRoot)('where another user’s link leads to it', async () => {
		await plant()
		await rename(cache, join(root, 'elsewhere'))
		await symlink(join(root, 'elsewhere'), cache)
		await lchown(cache, somebody, somebody)
		expect(await given()).toContain('"ours"')
	})

	it.runIf(isRoot)('where a group may write to it that may not write to the package', async () => {
		await plant()
		await chown(cache, 0, somebody)
		await chmod(cache, 0o775)
		expect(await given()).toContain('"ours"')
		await chown(root, 0, somebody)
		await chmod(root, 0o775)
		expect(await given()).toContain('"theirs"')
	})

	it.runIf(isRoot)('but one of the package’s owner is used: the sources are theirs as well', async () => {
		await plant()
		for (const path of [root, modules, join(modules, '.cache'), cache]) await chown(path, somebody, somebody)
		expect(await given()).toContain('"theirs"')
	})
})
