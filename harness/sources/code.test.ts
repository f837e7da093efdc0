import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hashCode, importClosure } from './code.ts'
import { installCode } from './own.ts'

const repository = join(import.meta.dirname, '../..')

let root: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-code-'))
	await put('package.json', '{"imports": {"#vm/*": "./vm/*/index.ts"}}')
	await put('vm/guest/install-docker', 'install')
	await put('vm/guest/index.ts', "export { reach } from './reach.ts'")
	await put('vm/guest/reach.ts', 'export const reach = 1')
	await put(
		'suites/prepare.ts',
		"import type { Facts } from './facts.ts'\nimport { web } from './fixtures.ts'\nweb()",
	)
	await put(
		'suites/fixtures.ts',
		"import { reach } from '#vm/guest'\nexport const web = () => publish(8080, reach)",
	)
	await put('suites/facts.ts', 'export type Facts = 1')
	await put('suites/dns.ts', "import './fixtures.ts'")
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function put(path: string, text: string): Promise<void> {
	await mkdir(dirname(join(root, path)), { recursive: true })
	await writeFile(join(root, path), text)
}
const hash = () => hashCode({ root, folders: ['vm'], entry: 'suites/prepare.ts' })

it('is another when a fixture, or a script of the guest, is another', async () => {
	const before = await hash()
	await put(
		'suites/fixtures.ts',
		"import { reach } from '#vm/guest'\nexport const web = () => publish(8081, reach)",
	)
	const fixture = await hash()
	expect(fixture).not.toBe(before)
	await put('vm/guest/install-docker', 'install otherwise')
	expect(await hash()).not.toBe(fixture)
})

it('is the same when only a check is another, which runs after the snapshot', async () => {
	const before = await hash()
	await put('suites/dns.ts', "import './fixtures.ts'\nask()")
	await put('suites/facts.ts', 'export type Facts = 2')
	expect(await hash()).toBe(before)
})

it('follows what the real fixtures import, through doors as well', async () => {
	const closure = await importClosure(repository, 'suites/fixtures/prepare.ts')
	expect(closure).toEqual(
		expect.arrayContaining(['suites/fixtures/fixtures.ts', 'suites/fixtures/shared.ts', 'vm/guest/index.ts']),
	)
	expect(closure.every((path) => !path.startsWith('..'))).toBe(true)
	expect(await installCode()).toMatch(/^[0-9a-f]{16}$/)
	// What the child process of the suites is asked for.
	expect(await readFile(join(repository, 'suites/runner/child.ts'), 'utf8')).toContain(
		"import('../fixtures/prepare.ts')",
	)
})
