import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { $ } from 'zx'

const project = join(import.meta.dirname, '../..')
let root: string
/** What the linter says, in one run over all files of these tests: of which file and line, by which rule, in which words. */
let said: { file: string; line: number; rule: string; message: string }[]

/** Imports, each by a file that the doors of this tree may be closed to. */
const imports: [file: string, source: string][] = [
	['vm/qemu/one.ts', '../host/files.ts'],
	['vm/qemu/two.ts', './argv.ts'],
	['vm/qemu/snapshot/save.ts', '../argv.ts'],
	['vm/qemu/three.ts', '../guest/index.ts'],
	['vm/qemu/four.ts', '../guest/keys.ts'],
	['vm/qemu/five.ts', './snapshot/save.ts'],
	['vm/guest/six.ts', '../qemu/snapshot/index.ts'],
	['vm/qemu/seven.ts', '#results/testing'],
	['vm/qemu/seven.test.ts', '#results/testing'],
	['vm/qemu/testing/seven.ts', '#results/testing'],
	['vm/eight.ts', '#harness'],
	['vm/nine.ts', '#results/fold'],
	['vm/ten.ts', '#vm/host'],
	['results/eleven.ts', '#vm/host'],
	['images/twelve.ts', '#vm/host'],
	['images/thirteen.ts', '#vm/kernel'],
	['images/testing/fourteen.ts', '#vm/host/testing'],
	['images/fifteen.ts', '#vm'],
	['images/sixteen.ts', '#vm/qemu'],
	['suites/seventeen.ts', '#vm/qemu'],
	['suites/eighteen.ts', '#images/artifacts'],
	['harness/nineteen.ts', '#suites'],
	['harness/run/twenty.ts', '../../vm/host/files.ts'],
]

/** Other ways to take something from a module. */
const ways: [file: string, text: string][] = [
	['vm/qemu/all.ts', `export * from '../guest/keys.ts'`],
	['vm/qemu/name.ts', `export { key } from '../guest/keys.ts'`],
	['vm/qemu/later.ts', `export const keys = import('../guest/keys.ts')`],
]

const around = 'Enter another top-level folder through its door: #results, #vm, #images, #suites.'

/** What found no complaint once, and by which it is found now. */
const plants: [file: string, text: string, ...complaints: string[]][] = [
	[
		'results/model/dotted.ts',
		`import type { RunOptions } from './../../harness/run/index.ts'\nexport type O = RunOptions`,
		around,
	],
	[
		'results/model/template.ts',
		'export const room = import(`../../harness/run/snapshots/room.ts`)',
		around,
		'Enter harness/run/ through its index.ts.',
	],
	[
		'harness/cli/store/room.js',
		`export { makeRoom } from '../../run/snapshots/room.ts'`,
		'Enter harness/run/ through its index.ts.',
	],
	['vm/host/up.ts', `import '../qemu/index.ts'`, 'vm/host/ may import only: #results.'],
	['vm/host/door.ts', `import '#vm/guest'`, 'vm/host/ may import only: #results.'],
	['vm/host/waiting/own.ts', `import '../files.ts'\nimport '#results/errors'`],
	['harness/run/fake.ts', `import '#vm/fake'`, '#vm/fake is for tests only.'],
	[
		'harness/cli/memory.ts',
		`import './testing/fake-ambient.ts'`,
		'./testing/fake-ambient.ts is for tests only.',
	],
	['suites/dns/fixture.ts', `import './small.fixture.ts'`, './small.fixture.ts is for tests only.'],
	['suites/fixtures/fake.ts', `import '#vm/fake'`, '#vm/fake is for tests only.'],
	['harness/faults/fake.ts', `import '#vm/fake'`],
	['harness/run/campaign.ts', `import '../faults/fake.ts'`, '../faults/fake.ts is for tests only.'],
	['suites/dns/prepared.ts', `import '../fixtures/fake.ts'`],
	['harness/cli/measure.ts', `import '#harness/bench'`],
	['suites/runner/start.js', `import '../../vm/host/typescript/register.js'`],
	['suites/runner/start.ts', `import '../../vm/host/typescript/register.js'`, around],
]

const assertion = 'export const b = (a?: { b: 1 }) => a!.b'

const long = Array.from({ length: 301 }, (_, at) => `export const v${at} = ${at}`).join('\n')

beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-lint-'))
	const files: [file: string, text: string][] = [
		...[
			...['vm/guest/index.ts', 'vm/qemu/index.ts', 'vm/qemu/snapshot/index.ts', 'vm/host/files.ts'],
			'harness/run/index.ts',
		].map((file): [string, string] => [file, 'export {}']),
		['vm/types.ts', 'export interface Other { a: number }'],
		['vm/violations.ts', await readFile(join(import.meta.dirname, 'violations.ts.txt'), 'utf8')],
		['vm/violations.js', await readFile(join(import.meta.dirname, 'violations.js.txt'), 'utf8')],
		// These two are errors of syntax where a file is a module.
		['vm/with.js', 'with (Math) console.log(PI)'],
		['vm/delete.js', 'const one = 1; delete one'],
		['vm/long.ts', long],
		['vm/as-long.ts', long.replace('\n', '\n\n// A comment is no line.\n').replace(/\n.*$/, '\n')],
		...imports.map(([file, source]): [string, string] => [file, `import '${source}'`]),
		...ways,
		...plants.map(([file, text]): [string, string] => [file, text]),
		['harness/run/there.ts', assertion],
		['harness/run/there.test.ts', assertion],
		['harness/cli/there.ts', assertion],
	]
	for (const [file, text] of files) {
		await mkdir(dirname(join(root, file)), { recursive: true })
		await writeFile(join(root, file), text)
	}
	const config = await readFile(join(project, '.oxlintrc.json'), 'utf8')
	await writeFile(join(root, '.oxlintrc.json'), config.replace('"./harness/', `"${project}/harness/`))
	await writeFile(join(root, 'package.json'), '{ "type": "module" }')
	await writeFile(
		join(root, 'tsconfig.json'),
		JSON.stringify({ extends: join(project, 'tsconfig.json'), include: ['vm'], exclude: [] }),
	)
	await symlink(join(project, 'node_modules'), join(root, 'node_modules'))
	const { stdout } = await $({ cwd: root, quiet: true, nothrow: true })`node_modules/.bin/oxlint -f json`
	const { diagnostics } = JSON.parse(stdout) as {
		diagnostics: { code: string; message: string; filename: string; labels: { span: { line: number } }[] }[]
	}
	said = diagnostics.map(({ code, message, filename, labels }) => ({
		file: filename,
		line: labels[0]?.span.line ?? 0,
		rule: code.replace(/^.*\((.*)\)$/, '$1'),
		message,
	}))
	// Rules of types take a whole program, and a busy machine its time.
}, 120_000)
afterAll(() => rm(root, { recursive: true, force: true }))

const complaints = (file: string) => said.filter((one) => one.file === file).map(({ message }) => message)
const complaintsOf = (source: string, folder: string) =>
	imports
		.filter(([file, of]) => of === source && file.startsWith(`${folder}/`))
		.map(([file]) => complaints(file))

it.each(['violations.ts', 'violations.js'])(
	'finds in %s what each line breaks, and nothing else',
	async (file) => {
		const text = await readFile(join(import.meta.dirname, `${file}.txt`), 'utf8')
		const found = text.split('\n').map((line, at) => {
			const rules = said
				.filter((one) => one.file === `vm/${file}` && one.line === at + 1)
				.map(({ rule }) => rule)
			const plain = line.replace(/ \/\/! .*/, '')
			return rules.length === 0 ? plain : `${plain} //! ${[...new Set(rules)].sort().join(' ')}`
		})
		expect(found.join('\n')).toBe(text)
	},
)

it('breaks each rule that is on', async () => {
	const config = JSON.parse(await readFile(join(project, '.oxlintrc.json'), 'utf8')) as {
		rules: object
		overrides: { rules?: object }[]
	}
	const on = [config, ...config.overrides].flatMap(({ rules }) =>
		Object.entries(rules ?? {}).flatMap(([name, level]) => (level === 'off' ? [] : [name])),
	)
	const seen = new Set(said.map(({ rule }) => rule))
	expect(on.map((name) => name.replace(/^.*\//, '')).filter((name) => !seen.has(name))).toEqual([
		// The parser says it first: "Invalid escape sequence".
		'no-nonoctal-decimal-escape',
	])
})

it('counts the lines that say something', () => {
	expect(complaints('vm/long.ts')).toEqual([expect.stringContaining('too many lines')])
	expect(complaints('vm/as-long.ts')).toEqual([])
})

it('lets nothing of a run be there because it is said to be', () => {
	expect(complaints('harness/run/there.ts')).toHaveLength(1)
	expect(complaints('harness/run/there.test.ts')).toEqual([])
	expect(complaints('harness/cli/there.ts')).toEqual([])
})

it('lets a folder without a door be entered anywhere, and each file of its own folder be imported', () => {
	expect(complaints('vm/qemu/one.ts')).toEqual([])
	expect(complaints('vm/qemu/two.ts')).toEqual([])
	expect(complaints('vm/qemu/snapshot/save.ts')).toEqual([])
})

it('wants a folder with a door to be entered through the outermost', () => {
	expect(complaints('vm/qemu/three.ts')).toEqual([])
	expect(complaints('vm/qemu/four.ts')).toEqual(['Enter vm/guest/ through its index.ts.'])
	expect(complaints('vm/qemu/five.ts')).toEqual(['Enter vm/qemu/snapshot/ through its index.ts.'])
	expect(complaints('vm/guest/six.ts')).toEqual(['Enter vm/qemu/ through its index.ts.'])
})

it.each(ways)('sees %s as well: %s', (file) => {
	expect(complaints(file)).toEqual(['Enter vm/guest/ through its index.ts.'])
})

it.each(plants)('is not to be fooled: %s: %s', (file, _, ...expected) => {
	expect(complaints(file).sort()).toEqual(expected)
})

it('keeps what is made up for tests out of the product', () => {
	expect(complaints('vm/qemu/seven.ts')).toEqual(['#results/testing is for tests only.'])
	expect(complaints('vm/qemu/seven.test.ts')).toEqual([])
	expect(complaints('vm/qemu/testing/seven.ts')).toEqual([])
})

it('lets a folder open only the top-level doors that lie below it', () => {
	expect(complaints('vm/eight.ts')).toEqual(['vm/ may import only: #results.'])
	expect(complaints('vm/nine.ts')).toEqual([])
	expect(complaints('vm/ten.ts')).toEqual([])
	expect(complaints('results/eleven.ts')).toEqual(['results/ may import only: nothing of the project.'])
	for (const source of ['#vm/host', '#vm/kernel', '#vm/host/testing'])
		expect(complaintsOf(source, 'images')).toEqual([[]])
	for (const source of ['#vm', '#vm/qemu'])
		expect(complaintsOf(source, 'images')).toEqual([
			['images/ may import only: #results, #vm/host, #vm/kernel.'],
		])
	expect(complaints('suites/seventeen.ts')).toEqual([])
	expect(complaints('suites/eighteen.ts')).toEqual(['suites/ may import only: #results, #vm.'])
	expect(complaints('harness/nineteen.ts')).toEqual([])
	expect(complaints('harness/run/twenty.ts')).toContain(around)
})
