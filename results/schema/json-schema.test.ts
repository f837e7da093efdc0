import { readFile } from 'node:fs/promises'
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults } from '../testing/index.ts'
import { jsonSchemaText, schemaFile } from './json-schema.ts'

const inTree = await readFile(schemaFile, 'utf8')
const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const ajv = new Ajv2020({ formats: { 'date-time': date, uri: (text: string) => URL.canParse(text) } })
const accepts = ajv.compile(JSON.parse(inTree) as AnySchema)

const cell = exampleCell('aaaaaaaaaaaa', 'k6.12-a')
const failed = checked(cell.id, 'publish.loopback-only-v4', {
	outcome: 'fail',
	message: 'reset',
	evidence: ['cells/k6.12-a/dockerd.log'],
	observations: { bytes: 0, seen: ['10.0.2.2', null], flags: { accepted: true } },
})
const folded = exampleResults([cell], cellRun(cell.id, failed))

it('the schema in the tree is the one the code emits (npm run schema writes it)', () => {
	expect(inTree).toBe(jsonSchemaText())
})

it('accepts folded results, also after they went through a file', () => {
	expect(accepts(JSON.parse(JSON.stringify(folded))), JSON.stringify(accepts.errors)).toBe(true)
})

it('refuses another verdict, an unknown key and a missing one', () => {
	const [first] = folded.cells
	expect(accepts({ ...folded, cells: [{ ...first, verdict: 'great' }] })).toBe(false)
	expect(accepts({ ...folded, extra: 1 })).toBe(false)
	expect(accepts({ schemaVersion: 1, cells: [] })).toBe(false)
})
