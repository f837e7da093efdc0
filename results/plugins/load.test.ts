import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hintFor, loadConfig, plugins } from './load.ts'

let directory: string
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'rm-plugins-'))))
afterAll(() => rm(directory, { recursive: true, force: true }))

async function load(name: string, text: string) {
	const path = join(directory, name)
	await writeFile(path, text)
	return loadConfig(path)
}

it('takes the plug-ins of a file, and none where no file is named', async () => {
	const text = `export default { plugins: [{ name: 'site', rules: [{ id: 'a' }] }] }`
	expect(await load('good.mjs', text)).toEqual([{ name: 'site', rules: [{ id: 'a' }] }])
	expect(plugins).toEqual([])
})

it.each([
	['syntax.mjs', 'export default {', /cannot load .*syntax\.mjs/],
	['none.mjs', 'export const plugins = []', /its default export has no list `plugins`/],
	['nameless.mjs', 'export default { plugins: [{ checks: [] }] }', /a plug-in has no `name`/],
	['twice.mjs', "export default { plugins: [{ name: 'a' }, { name: 'a' }] }", /two plug-ins are called "a"/],
	[
		'list.mjs',
		"export default { plugins: [{ name: 'a', checks: {} }] }",
		/`checks` of the plug-in "a" is no list/,
	],
	[
		'null.mjs',
		"export default { plugins: [{ name: 'a', rules: [null] }] }",
		/`rules` of the plug-in "a" is no list of objects/,
	],
])('says what is wrong with %s', async (name, text, message) => {
	await expect(load(name, text)).rejects.toThrow(message)
})

it('a file that ends the process makes it no success', async () => {
	const [config, main] = ['leaves.mjs', 'main.mjs'].map((name) => join(directory, name))
	await writeFile(config!, 'process.exit(0)')
	const loader = JSON.stringify(join(import.meta.dirname, 'load.ts'))
	await writeFile(
		main!,
		`const { loadConfig } = await import(${loader})\nawait loadConfig(${JSON.stringify(config)})`,
	)
	const register = join(import.meta.dirname, '../../vm/host/typescript/register.js')
	const { status, stderr } = spawnSync(process.execPath, ['--import', register, main!], { encoding: 'utf8' })
	expect([status, stderr]).toEqual([
		3,
		expect.stringContaining('leaves.mjs ended the process while it was loaded'),
	])
})

it('says what to do where Node takes a module for CommonJS, in Node’s own words', () => {
	for (const said of ['Cannot use import statement outside a module', "Unexpected token 'export'"])
		expect(hintFor('rootless-matrix.config.ts', new SyntaxError(said))).toMatch(
			'typescript' in process.features ? '"type": "module"' : 'reads no TypeScript',
		)
	expect(hintFor('a.js', new SyntaxError("Unexpected token 'export'"))).toContain('"type": "module"')
	expect(hintFor('a.js', new SyntaxError('Unexpected end of input'))).toContain('default export')
})

it('waits for no pipe', async () => {
	const path = join(directory, 'pipe.mjs')
	execFileSync('mkfifo', [path])
	await expect(loadConfig(path)).rejects.toThrow('pipe.mjs: it is a pipe')
})
