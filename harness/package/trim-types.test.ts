import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { chunkNames, renamed } from './chunk-names.ts'
import { nameRepeated, trimTypes, withNodeTypes } from './trim-types.ts'

it('keeps of each declaration what the exports of the doors name, also by way of others', () => {
	const declarations = new Map([
		['door.d.ts', "export { A } from './a.js';\n"],
		[
			'a.d.ts',
			"import { B } from './b.js';\nimport { C } from './c.js';\n/** Kept with its words. */\nexport interface A {\n    b: B;\n    d: import('./d.js').D;\n}\nexport interface Unused {\n    c: C;\n}\n",
		],
		['b.d.ts', 'type Inner = 1;\nexport type B = Inner;\nexport type Other = 2;\n'],
		['c.d.ts', 'export type C = 3;\n'],
		['d.d.ts', 'export type D = 4;\n'],
	])
	expect(Object.fromEntries(trimTypes(declarations, ['door.d.ts']))).toEqual({
		'door.d.ts': "export { A } from './a.js';\n",
		'a.d.ts':
			"import { B } from './b.js';\n/** Kept with its words. */\nexport interface A {\n    b: B;\n    d: import('./d.js').D;\n}\n",
		'b.d.ts': 'type Inner = 1;\nexport type B = Inner;\n',
		'd.d.ts': 'export type D = 4;\n',
	})
})

it('names a type that another one has as a part, and none by itself', () => {
	const part = 'z.ZodObject<{ name: z.ZodString; version: z.ZodString; source: z.ZodString }>'
	const text = `export declare const whole: z.ZodArray<${part}>;\nexport declare const part: ${part};\nexport declare const same: ${part};\n`
	expect(nameRepeated(text)).toBe(
		`export declare const whole: z.ZodArray<typeof part>;\nexport declare const part: ${part};\nexport declare const same: typeof part;\n`,
	)
})

it('names Node’s types where a declaration has one, and the package says that it wants them', async () => {
	const signal = 'export interface Bounded {\n\tsignal: AbortSignal;\n}\n'
	expect(withNodeTypes(signal)).toBe(`/// <reference types="node" />\n${signal}`)
	expect(withNodeTypes('export type A = 1;\n')).toBe('export type A = 1;\n')
	const root = join(import.meta.dirname, '../..')
	const peers = { peerDependencies: { '@types/node': '>=20.19' } }
	const meta = { peerDependenciesMeta: { '@types/node': { optional: true } } }
	expect(JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))).toMatchObject({ ...peers, ...meta })
	const lock: unknown = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
	expect(lock).toMatchObject({ packages: { '': { ...peers, ...meta } } })
})

it('gives chunks names without a hash, of what they are where they are loaded by name', () => {
	const outputs = {
		'dist/main.js': { entryPoint: 'harness/cli/main.ts' },
		'dist/action-AAAAAAA1.js': { entryPoint: 'harness/cli/verbs/run/action.ts' },
		'dist/chunk-BBBBBBB2.js': {},
	} as unknown as Parameters<typeof chunkNames>[0]
	const names = chunkNames(outputs)
	expect(Object.fromEntries(names)).toEqual({
		'action-AAAAAAA1.js': 'run-action.js',
		'chunk-BBBBBBB2.js': 'c1.js',
	})
	const text = 'import"./chunk-BBBBBBB2.js";import("./action-AAAAAAA1.js");"./other.js"'
	expect(renamed({ path: 'dist/main.js', text } as Parameters<typeof renamed>[0], names)).toEqual({
		name: 'main.js',
		text: 'import"./c1.js";import("./run-action.js");"./other.js"',
	})
})
