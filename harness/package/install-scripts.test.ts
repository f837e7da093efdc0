import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, vi } from 'vitest'

// npm is started, which a busy machine does late.
vi.setConfig({ testTimeout: 120_000 })

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFile(join(root, path), 'utf8')

it('npm runs no package’s install script in a clone, which may be root’s', async () => {
	expect((await read('.npmrc')).split('\n')).toContain('ignore-scripts=true')
	// And npm itself takes it so. What its environment says would come first, and is not the clone's.
	const others = Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name))
	const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'ignore-scripts'], {
		cwd: root,
		env: Object.fromEntries(others),
	})
	expect(stdout.trim()).toBe('true')
})

interface Lock {
	readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>
}

it('what is lost without them is known', async () => {
	const { packages } = JSON.parse(await read('package-lock.json')) as Lock
	const withScripts = Object.entries(packages).flatMap(([path, { hasInstallScript }]) =>
		hasInstallScript ? [path.replace('node_modules/', '')] : [],
	)
	expect(withScripts.sort()).toEqual([
		// Compiled, they make ssh2 choose ciphers, and bullmq pack messages, faster; both do without.
		'cpu-features',
		// Verifies the program that it has brought, and puts it where its start is faster.
		'esbuild',
		'msgpackr-extract',
		// Warns of versions.
		'protobufjs',
		// Compiles its own ciphers, instead of which it takes Node's.
		'ssh2',
	])
})

it('the package itself has none, and no document or script asks for those of others', async () => {
	const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> }
	const byItself = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare']
	expect(Object.keys(scripts).filter((name) => byItself.includes(name))).toEqual([])
	const docs = (await readdir(join(root, 'docs'), { recursive: true }))
		.filter((name) => /\.(md|sh|ya?ml)$/.test(name))
		.map((name) => `docs/${name}`)
	const files = [
		'README.md',
		'CONTRIBUTING.md',
		'package.json',
		'Dockerfile',
		'action.yml',
		'.ci/run',
		...docs,
	]
	const asking = /npm rebuild|--no-ignore-scripts|ignore-scripts[= ]false/
	for (const path of files) expect(await read(path), path).not.toMatch(asking)
})
