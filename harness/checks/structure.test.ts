import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** Files of every folder, without tests and what only they start: their paths from the root. */
const files: string[] = []
/** Those as well. */
const all: string[] = []
beforeAll(async () => {
	for (const folder of ['results', 'vm', 'images', 'suites', 'harness'])
		for (const name of await readdir(join(root, folder), { recursive: true })) {
			const path = join(folder, name)
			if (!/\.([cm]?[jt]sx?|css)$/.test(path)) continue
			all.push(path)
			if (!/\.(test|fixture)\.[jt]s$/.test(path)) files.push(path)
		}
})

it('no folder has more than 15 files of the product', () => {
	const counts = new Map<string, number>()
	for (const path of files) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1)
	expect(counts.size).toBeGreaterThan(100)
	expect([...counts].filter(([, count]) => count > 15)).toEqual([])
	// Formatter, linter, bundle and tests of the structure read these endings.
	expect(all.filter((path) => !/\.(ts|js|css)$/.test(path))).toEqual([])
})

/** A text without its comments. What looks like one in a string is none. */
const uncommented = (text: string): string =>
	text.replace(/('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\/.*|\/\*[^]*?\*\//g, '$1')

it.each([
	["a // 'b'", 'a '],
	['a /* {\n */ b', 'a  b'],
	["'https://a' // b", "'https://a' "],
	["'**/*.ts', '*/'", "'**/*.ts', '*/'"],
	["'it\\'s // a' /* b */", "'it\\'s // a' "],
	['`//\n${a}`', '`//\n${a}`'],
])('%j has no comment as %j', (text, without) => {
	expect(uncommented(text)).toBe(without)
})

/** The file that an import names; undefined for a package. */
function target(importer: string, source: string): string | undefined {
	if (source.startsWith('#')) return join(source.slice(1), 'index.ts')
	return source.startsWith('.') ? join(dirname(importer), source) : undefined
}

// A verb loads its action when it runs, which has the flags' type from it: `import(…)` is not counted here.
const statement =
	/^(?:import|export)\s+(?:type\s+)?(?:\w+\s*(?:,\s*|\s(?=from)))?(?:\{[^}]*\}\s+|\*[^'"]*|)(?:from\s+)?(['"])([^'"]+)\1|\btypeof\s+import\(\s*(['"`])([^'"`]+)\3|\bimport\(\s*(['"`])([^'"`]+)\5\s*,?\s*\)\s*\.\s*(?!(?:then|catch|finally)\b)\w/gm

/** What a file imports, types included. */
const importsOf = (path: string, text: string): string[] =>
	[...uncommented(text).matchAll(statement)]
		.map(([, , source, , ofType, , member]) => target(path, source ?? ofType ?? member ?? ''))
		.filter((one) => one !== undefined)

/** What it imports when it runs. */
const loadsOf = (path: string, text: string): string[] =>
	[...uncommented(text).matchAll(/\bimport\(\s*(['"`])([^'"`]+)\1/g)]
		.map(([, , source]) => target(path, source!))
		.filter((one) => one !== undefined)

it.each([
	["import './b.ts'"],
	["import b from './b.ts'"],
	["import b, { type C } from './b.ts'"],
	["import type { B } from './b.ts'"],
	["import {\n\ttype B,\n} from './b.ts'"],
	["import {\n// {what} the other is\ntype ZzF,\n} from './b.ts'"],
	["import { /* } */ type B } from './b.ts'"],
	["import /* { */ b from /* c */ './b.ts'"],
	["import * as b from './b.ts'"],
	["export * from './b.ts'"],
	["export { b } from './b.ts'"],
	["const b = (): import('./b.ts').B => 1"],
	['const b = (): import("./b.ts").B => 1'],
	['const b = (): import(`./b.ts`).B => 1'],
	["const b = (): import('./b.ts').b => 1"],
	["const b = (): typeof import('./b.ts') => 1"],
])('%s is an import', (text) => {
	expect(importsOf('harness/a.ts', text)).toEqual(['harness/b.ts'])
	expect(importsOf('harness/a.ts', "const b = await import('./b.ts')\nimport { x } from 'b'")).toEqual([])
	expect(importsOf('harness/a.ts', "const b = import('./b.ts').then(({ b }) => b)")).toEqual([])
})

/** What only tests, campaigns and a person's benchmarks are made of. */
const isTried = (path: string): boolean =>
	/\.(test|fixture)\.[jt]s$|\/(testing|vm-tests|faults|fake)\/|\/fake-[^/]*$|^(images|vm|suites\/runner)\/(.*\/)?fixtures\/|^suites\/runner\/example-/.test(
		path,
	)

/** Whether a text imports something of that, or has its path for a process. */
const namesTried = (path: string, text: string): boolean =>
	[...importsOf(path, text), ...loadsOf(path, text)].some(isTried) ||
	/(['"`])\.[^'"`\s]*\/(testing|vm-tests|faults|fake)\/[^'"`\s]*\1|\w\.(test|fixture)\.[jt]s['"`]|\/fake-[^'"`/\s]*\.[jt]s['"`]/.test(
		uncommented(text),
	)

it.each([
	["import { x } from './x.fixture.ts'"],
	["export * from '../x.fixture.ts'"],
	["import type { X } from './testing/x.ts'"],
	["import { x } from '../testing/index.ts'"],
	["import { x } from '#results/testing'"],
	["const { fakeVmDriver } = await import('#vm/fake')"],
	['const { x } = await import(`./testing/x.ts`)'],
	["import { x } from './fake-x.ts'"],
	["fork(new URL('./x.fixture.ts', import.meta.url))"],
	["fork(join(import.meta.dirname, 'x.fixture.ts'))"],
	["import { x } from '../runner/fixtures/x.ts'"],
	["import { x } from '../runner/example-x.ts'"],
])('%s is of tests', (text) => {
	expect(namesTried('suites/a/b.ts', text)).toBe(true)
	const others = "import { x } from './fixtures/x.ts'\nimport './faults.ts' // './testing/x.ts'"
	expect(namesTried('suites/a/b.ts', others)).toBe(false)
})

it('the product has nothing of what only tests have', async () => {
	const named: string[] = []
	for (const path of files.filter((one) => !isTried(one)))
		if (namesTried(path, await readFile(join(root, path), 'utf8'))) named.push(path)
	// Names the tests that start what no test imports.
	expect(named).toEqual(['harness/checks/reach/reach.ts'])
})

it('there is no circle of imports, not even of types alone', async () => {
	const imports = new Map<string, string[]>()
	for (const path of files) imports.set(path, importsOf(path, await readFile(join(root, path), 'utf8')))
	// Doors are followed too: most files are imported by another.
	expect(new Set([...imports.values()].flat()).size).toBeGreaterThan(files.length / 2)
	const done = new Set<string>()
	const circles: string[] = []
	function visit(path: string, way: readonly string[]): void {
		if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '))
		if (done.has(path) || way.includes(path)) return
		for (const one of imports.get(path) ?? []) visit(one, [...way, path])
		done.add(path)
	}
	for (const path of files) visit(path, [])
	expect(circles).toEqual([])
})

it.each([
	["(await import('../run-plan.ts')).runPlan"],
	['const { runPlan } = await import(`../run-plan.ts`)'],
	["const late = () => import(\n\t/* up */ '../run-plan.ts'\n)"],
	["const { runPlan } = await import('#harness/run')"],
])('%s goes up as well', (text) => {
	expect(loadsOf('harness/run/cell/a.ts', text).join()).toMatch(/^harness\/run\/(run-plan|index)\.ts$/)
})

it('a cell goes one way through a run: what is further down knows nothing of what is further up', async () => {
	const levels = [
		'host',
		'artifacts',
		'stack',
		'start',
		'snapshots',
		'cell',
		'resume',
		'.',
		'testing',
		'vm-tests',
	]
	const level = (path: string) => levels.indexOf(dirname(path.replace('harness/run/', '')))
	const upwards: string[] = []
	let followed = 0
	for (const path of files.filter((one) => one.startsWith('harness/run/'))) {
		expect(level(path), path).not.toBe(-1)
		const text = await readFile(join(root, path), 'utf8')
		for (const to of [...importsOf(path, text), ...loadsOf(path, text)]) {
			if (!to.startsWith('harness/run/')) continue
			followed++
			if (level(to) > level(path)) upwards.push(`${path} → ${to}`)
		}
	}
	expect(followed).toBeGreaterThan(100)
	expect(upwards).toEqual([])
})

/** Whether a text knows what runs its VMs, or asks which driver it has. */
const knowsDriver = (text: string): boolean =>
	/qmp|qemu|lima/i.test(text) ||
	/driver\??\.name\s*[!=]==?|[!=]==?\s*([\w.?#]+\.)?#?driver\??\.name\b|(switch ?|includes|has|get)\(([\w.?]+\.)?driver\??\.name\b|\[([\w.?]+\.)?driver\??\.name\]|driver\??\.name\??\.\w+\(/i.test(
		text,
	)

it.each([
	["const isOther = driver.name === 'lima'"],
	["import { limaHome } from '#vm/lima'"],
	['if (options.driver.name !== chosen) return'],
	["if (vmDriver?.name === 'fake') return"],
	["if ('fake' === this.#driver.name) return"],
	['switch (driver.name) {'],
	["if (['fake'].includes(driver.name)) return"],
	["if (driver.name.startsWith('fa')) return"],
	['const grace = graces[driver.name]'],
])('%s knows a driver', (text) => {
	expect(knowsDriver(text)).toBe(true)
	expect(knowsDriver('const named = { driver: driver.name }')).toBe(false)
})

it('what runs a VM is named by its driver alone: neither a run nor the record knows QEMU or Lima', async () => {
	const own = files.filter((path) => /^(harness\/run|results)\//.test(path))
	expect(own.length).toBeGreaterThan(100)
	const named: string[] = []
	for (const path of own.filter((one) => !/\/(testing|vm-tests)\//.test(one)))
		if (knowsDriver(await readFile(join(root, path), 'utf8'))) named.push(path)
	// Reads runs from before there were drivers, whose record says `qemu`.
	expect(named).toEqual(['results/schema/record.ts'])
})

it('the door of a top folder names each thing that it gives, so that what nobody asks for is found', async () => {
	for (const folder of ['results', 'vm', 'images', 'suites'])
		expect(await readFile(join(root, folder, 'index.ts'), 'utf8'), folder).not.toContain('export *')
})
