import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Linter } from 'eslint'
import { afterEach, beforeEach, expect, it } from 'vitest'
import house from './doors.js'

let root: string

beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-doors-'))
	for (const file of [
		'vm/guest/index.ts',
		'vm/qemu/index.ts',
		'vm/qemu/snapshot/index.ts',
		'vm/host/files.ts',
	]) {
		await mkdir(dirname(join(root, file)), { recursive: true })
		await writeFile(join(root, file), '')
	}
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** What the rule says of a file that imports one thing. */
const complaints = (file: string, source: string, statement = `import '${source}'`) =>
	new Linter({ cwd: root })
		.verify(
			statement,
			{ files: ['**/*.ts'], plugins: { house }, rules: { 'house/doors': 'error' } },
			join(root, file),
		)
		.map(({ message }) => message)

it('lets a folder without a door be entered anywhere, and each file of its own folder be had', () => {
	expect(complaints('vm/qemu/start.ts', '../host/files.ts')).toEqual([])
	expect(complaints('vm/qemu/start.ts', './argv.ts')).toEqual([])
	expect(complaints('vm/qemu/snapshot/save.ts', '../argv.ts')).toEqual([])
})

it('wants a folder with a door to be entered through the outermost', () => {
	expect(complaints('vm/qemu/start.ts', '../guest/index.ts')).toEqual([])
	expect(complaints('vm/qemu/start.ts', '../guest/keys.ts')).toEqual([
		'Enter vm/guest/ through its index.ts.',
	])
	expect(complaints('vm/qemu/start.ts', './snapshot/save.ts')).toEqual([
		'Enter vm/qemu/snapshot/ through its index.ts.',
	])
	expect(complaints('vm/guest/a.ts', '../qemu/snapshot/index.ts')).toEqual([
		'Enter vm/qemu/ through its index.ts.',
	])
})

it.each([
	`export * from '../guest/keys.ts'`,
	`export { key } from '../guest/keys.ts'`,
	`const keys = import('../guest/keys.ts')`,
])('sees %s as well', (statement) => {
	expect(complaints('vm/qemu/start.ts', '', statement)).toHaveLength(1)
})

it('keeps what is made up for tests out of the product', () => {
	expect(complaints('vm/qemu/start.ts', '#results/testing')).toEqual(['#results/testing is for tests only.'])
	expect(complaints('vm/qemu/start.test.ts', '#results/testing')).toEqual([])
	expect(complaints('vm/qemu/testing/guest.ts', '#results/testing')).toEqual([])
})
