import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const clone = join(import.meta.dirname, '../..')

let root: string
let site: string
beforeEach(async () => {
	root = await realpath(await mkdtemp(join(tmpdir(), 'rm-own-imports-')))
	site = join(root, 'open/site')
	await mkdir(join(site, 'node_modules'), { recursive: true })
	// As /tmp is.
	await chmod(join(root, 'open'), 0o1777)
	await symlink(clone, join(site, 'node_modules/rootless-matrix'))
	await mkdir(join(root, 'foreign'))
	await file('foreign/e.mjs', `console.log('RAN')`, 0o666)
})
afterEach(() => rm(root, { recursive: true, force: true }))

const file = async (name: string, text: string, mode = 0o644) => {
	await mkdir(join(root, name, '..'), { recursive: true })
	await writeFile(join(root, name), text)
	await chmod(join(root, name), mode)
}

/** Loads the site's file in a process of its own: hooks stay. */
async function load(text: string, env: NodeJS.ProcessEnv = { ROOTLESS_MATRIX_CONFIG_FOUND: '1' }) {
	await file('open/site/rootless-matrix.config.mjs', `${text}\nexport default { plugins: [] }\n`)
	const main = `
		const { loadConfig } = await import(${JSON.stringify(join(import.meta.dirname, 'load.ts'))})
		await loadConfig(${JSON.stringify(join(site, 'rootless-matrix.config.mjs'))}).then(
			() => console.log('LOADED'),
			(error) => console.log(error.message, error.cause?.message),
		)`
	const register = join(clone, 'vm/host/typescript/register.js')
	const { stdout, stderr } = spawnSync(
		process.execPath,
		['--import', register, '--input-type=module', '--eval', main],
		{ encoding: 'utf8', cwd: site, env: { PATH: process.env['PATH'], ...env } },
	)
	return stdout + stderr
}

it('all that is the caller’s own is loaded, and the product’s own part', async () => {
	await file('open/site/checks.mjs', `import 'node:fs'`)
	// Not `rootless-matrix/plugin`: a clone that was never built has none.
	const own = JSON.stringify(join(clone, 'results/report/words/catalogue/ranges.js'))
	expect(await load(`import './checks.mjs'\nimport ${own}`)).toBe('LOADED\n')
})

it.each([
	['by a relative path, in the middle of a line', () => `const a = 1; import '../../foreign/e.mjs'`],
	['by its whole path', () => `import ${JSON.stringify(join(root, 'foreign/e.mjs'))}`],
	['by an address with a query', () => `import '../../foreign/e.mjs?x=1'`],
	['while it runs', () => `const name = '../../foreign/e.mjs'; await import(name)`],
	[
		'behind a comment that names what is not there',
		() => `/*\n import './gone.mjs'\n*/ import '../../foreign/e.mjs'`,
	],
])('what others may write is not run, imported %s', async (_, text) => {
	const said = await load(text())
	expect(said).toContain(`another user may write ${join(root, 'foreign/e.mjs')}`)
	expect(said).not.toMatch(/RAN|LOADED/)
})

it('nor a package that somebody’s package.json above puts in the place of the product', async () => {
	const manifest = { name: 'rootless-matrix', type: 'module', exports: { './plugin': './evil.mjs' } }
	await file('open/package.json', JSON.stringify(manifest), 0o666)
	await file('open/evil.mjs', `console.log('RAN')`, 0o666)
	const said = await load(`import 'rootless-matrix/plugin'`)
	expect(said).toContain(`another user may write ${join(root, 'open/evil.mjs')}`)
	expect(said).not.toContain('RAN')
})

it('nor what lies in a folder of a package of one’s own, or of a package within', async () => {
	await file('open/site/node_modules/dep/package.json', '{"type":"module","exports":"./dist/e.js"}')
	await file('open/site/node_modules/dep/dist/e.js', `console.log('RAN')`)
	await chmod(join(site, 'node_modules/dep/dist'), 0o777)
	expect(await load(`import 'dep'`)).not.toMatch(/RAN|LOADED/)
})

it('a file that somebody named is theirs to trust', async () => {
	expect(await load(`import '../../foreign/e.mjs'`, {})).toBe('RAN\nLOADED\n')
})
