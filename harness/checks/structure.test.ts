import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** Files of every folder, without tests and what only they start: their paths from the root. */
const files: string[] = []
beforeAll(async () => {
	for (const folder of ['results', 'vm', 'images', 'suites', 'harness'])
		for (const name of await readdir(join(root, folder), { recursive: true })) {
			const path = join(folder, name)
			if (/\.(ts|js|css)$/.test(path) && !/\.(test|fixture)\.[jt]s$/.test(path)) files.push(path)
		}
})

it('no folder has more than 15 files of the product', () => {
	const counts = new Map<string, number>()
	for (const path of files) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1)
	expect(counts.size).toBeGreaterThan(100)
	expect([...counts].filter(([, count]) => count > 15)).toEqual([])
})

/** The file that an import names; undefined for a package. */
function target(importer: string, source: string): string | undefined {
	if (source.startsWith('#')) return join(source.slice(1), 'index.ts')
	return source.startsWith('.') ? join(dirname(importer), source) : undefined
}

// A verb loads its action when it runs, which has the flags' type from it: `import(…)` is not counted here.
const statement =
	/^(?:import|export)\s+(?:type\s+)?(?:\w+\s*(?:,\s*|\s(?=from)))?(?:\{[^}]*\}\s+|\*[^']*|)(?:from\s+)?'([^']+)'|\bimport\('(\.[^']+)'\)\.[A-Z]/gm

/** What a file imports, types included. */
const importsOf = (path: string, text: string): string[] =>
	[...text.matchAll(statement)]
		.map(([, source, ofType = '']) => target(path, source ?? ofType))
		.filter((one) => one !== undefined)

it.each([
	["import './b.ts'"],
	["import b from './b.ts'"],
	["import b, { type C } from './b.ts'"],
	["import type { B } from './b.ts'"],
	["import {\n\ttype B,\n} from './b.ts'"],
	["import * as b from './b.ts'"],
	["export * from './b.ts'"],
	["export { b } from './b.ts'"],
	["const b = (): import('./b.ts').B => 1"],
])('%s is an import', (text) => {
	expect(importsOf('harness/a.ts', text)).toEqual(['harness/b.ts'])
	expect(importsOf('harness/a.ts', "const b = await import('./b.ts')\nimport { x } from 'b'")).toEqual([])
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
		for (const to of importsOf(path, await readFile(join(root, path), 'utf8'))) {
			if (!to.startsWith('harness/run/')) continue
			followed++
			if (level(to) > level(path)) upwards.push(`${path} → ${to}`)
		}
	}
	expect(followed).toBeGreaterThan(100)
	expect(upwards).toEqual([])
})

it('what runs a VM is named by its driver alone: neither a run nor the record knows QEMU', async () => {
	const own = files.filter((path) => /^(harness\/run|results)\//.test(path))
	expect(own.length).toBeGreaterThan(100)
	const named: string[] = []
	for (const path of own.filter((one) => !/\/(testing|vm-tests)\//.test(one)))
		if (/qmp|qemu/i.test(await readFile(join(root, path), 'utf8'))) named.push(path)
	// Reads runs from before there were drivers, whose record says `qemu`.
	expect(named).toEqual(['results/schema/record.ts'])
})

it('the door of a top folder names each thing that it gives, so that what nobody asks for is found', async () => {
	for (const folder of ['results', 'vm', 'images', 'suites'])
		expect(await readFile(join(root, folder, 'index.ts'), 'utf8'), folder).not.toContain('export *')
})
