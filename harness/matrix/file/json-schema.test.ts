import { readFile } from 'node:fs/promises'
import { Ajv } from 'ajv'
import { expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { listPresets } from '../load-matrix.ts'
import { matrixSchemaText } from './json-schema.ts'

const schema = JSON.parse(matrixSchemaText()) as Record<string, unknown>
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema)

it('takes every preset', async () => {
	for (const preset of await listPresets()) {
		const text = await readFile(new URL(`../presets/${preset}.yaml`, import.meta.url), 'utf8')
		expect(validate(parse(text)) ? [] : validate.errors, preset).toEqual([])
	}
})

const whole = { schemaVersion: 1, name: 'a', coverage: 'full', axes: { kernel: 'debian:6.12' } }

test.each([
	{
		...whole,
		axes: { kernel: { file: ['a.deb', { path: 'b.deb', sha256: 'c' }, { path: 'd', release: '6.1.0' }] } },
	},
	{ ...whole, daemons: { default: null, mine: { icc: false, 'ignore-br-netfilter-error': 1 } } },
	{ ...whole, daemons: { six: { 'rootlesskit-flags': ['--ipv6'], mtu: 1500, env: { A: 1 } } } },
])('%#: takes what the reader takes', (file) => {
	expect(validate(file)).toBe(true)
})

test.each([
	{ ...whole, axis: {} },
	{ ...whole, axes: { kernels: 'debian:6.12' } },
	{ ...whole, axes: { brNetfilter: 'gone' } },
	{ ...whole, axes: { kernel: [] } },
	{ ...whole, daemons: { mine: { ICC: false } } },
	{ ...whole, daemons: { mine: { mtu: 70000 } } },
	{ schemaVersion: 1, name: 'a' },
])('%#: refuses what the reader refuses', (file) => {
	expect(validate(file)).toBe(false)
})

type Property = { description?: string; $ref?: string }

it('has a sentence for every key', () => {
	const silent: string[] = []
	const { definitions } = schema as { definitions: Record<string, { description?: string }> }
	const look = (node: unknown, path: string) => {
		if (typeof node !== 'object' || node === null) return
		for (const [key, value] of Object.entries(node)) {
			if (key === 'properties')
				for (const [name, property] of Object.entries(value as Record<string, Property>)) {
					if (!(property.description ?? definitions[property.$ref?.split('/').at(-1) ?? '']?.description))
						silent.push(`${path}.${name}`)
					look(property, `${path}.${name}`)
				}
			else look(value, path)
		}
	}
	look(schema, '')
	expect(silent).toEqual([])
})
