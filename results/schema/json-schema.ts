import { z } from 'zod'
import { results } from './record.ts'

export const schemaFile = new URL('results.schema.json', import.meta.url)

/** The JSON Schema (draft 2020-12) of `results.json`, as it stands in the tree. */
export function jsonSchemaText(): string {
	const schema = z.toJSONSchema(results, { target: 'draft-2020-12' })
	const described = { title: 'rootless-matrix results.json, schemaVersion 1', ...schema }
	return `${JSON.stringify(described, undefined, '\t')}\n`
}
