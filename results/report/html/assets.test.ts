import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { expect, it } from 'vitest'
import { assets, clientFiles, joined } from './assets.ts'

const read = (name: string): string => readFileSync(new URL(`client/${name}`, import.meta.url), 'utf8')

it('has every file of the client in the page, each after those it imports', () => {
	const there = readdirSync(new URL('client/', import.meta.url), { encoding: 'utf8', recursive: true })
	// The catalogue of words is every report's, and lies elsewhere.
	const own = clientFiles.filter((name) => !name.startsWith('../'))
	expect([...own].sort()).toEqual(there.filter((name) => name.endsWith('.js')).sort())
	for (const [index, name] of clientFiles.entries())
		for (const [, imported] of read(name).matchAll(/^import [^;]*? from '(\..*?)'$/gm))
			expect(clientFiles.slice(0, index), `${name} imports ${imported}`).toContain(
				join(dirname(name), imported ?? ''),
			)
})

it('is one script that names nothing twice and imports nothing', () => {
	const { script } = assets()
	expect(() => new Script(script)).not.toThrow()
	expect(script).not.toMatch(/^\s*(?:import|export) /m)
	// Either would end the script element that it stands in.
	expect(script).not.toMatch(/<\/script|<!--/i)
})

it('loses imports and exports, also long ones, and nothing else', () => {
	const source =
		"import {\n\ta,\n\tb,\n} from './x.js'\nimport { f } from '../view/y.js'\nexport const c = a\n/** @import { D } from './d.ts' */\nexport function e() {}\n"
	expect(joined([source])).toBe('\n\nconst c = a\nfunction e() {}\n')
})
