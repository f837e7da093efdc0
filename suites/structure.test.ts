import { readFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'

interface Import {
	readonly from: string
	/** Whether something is left of it when the types are gone. */
	readonly value: boolean
}

const product = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
	(path) => /\.[jt]s$/.test(path) && !/\.test\.ts$|runner\/fixtures\/|runner\/example-/.test(path),
)
const imports = new Map<string, readonly Import[]>()

beforeAll(async () => {
	for (const path of product) {
		const text = await readFile(join(import.meta.dirname, path), 'utf8')
		const found = text.matchAll(
			/^(?:import|export)\s+(type\s+)?(\{[^}]*\}\s+from\s+|\*[^']*from\s+|)'([^']+)'/gm,
		)
		const fixed = [...found].map(([, type, names = '', from = '']) => ({
			from,
			value: type === undefined && (!names.startsWith('{') || /[{,]\s*(?!type\b|\})\w/.test(names)),
		}))
		const lazy = [...text.matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, from = '']) => ({
			from,
			value: false,
		}))
		imports.set(path, [...fixed, ...lazy])
	}
})

const target = (path: string, { from }: Import): string | undefined =>
	from.startsWith('.') ? join(dirname(path), from) : undefined

describe('the suites', () => {
	it('have no circle of imports, those at run time included', () => {
		const done = new Set<string>()
		const circles: string[] = []
		function visit(path: string, way: readonly string[]): void {
			if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '))
			if (done.has(path) || way.includes(path)) return
			for (const one of imports.get(path) ?? []) {
				const to = target(path, one)
				if (to !== undefined) visit(to, [...way, path])
			}
			done.add(path)
		}
		for (const path of product) visit(path, [])
		expect(circles).toEqual([])
	})

	it('are read for plans and reports without the libraries that only a check that runs needs', () => {
		const todo = product.filter((path) => path.endsWith('.checks.ts'))
		expect(todo).not.toEqual([])
		const seen = new Set<string>()
		const heavy: string[] = []
		for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
			if (seen.has(path)) continue
			seen.add(path)
			for (const one of imports.get(path) ?? []) {
				if (!one.value) continue
				if (/^(testcontainers|tar-stream|ssh2|vitest|#vm|#vm\/guest)$/.test(one.from))
					heavy.push(`${path}: ${one.from}`)
				const to = target(path, one)
				if (to !== undefined) todo.push(to)
			}
		}
		expect(heavy).toEqual([])
	})
})
