import { readFile } from 'node:fs/promises'
import { matrixSchemaFile } from '#harness/matrix'
import { lockSchemaFile } from '#images/pins'
import { schemaFile as resultsSchemaFile } from '#results/schema'
import { notExpected } from './not-expected.ts'

/** A JSON Schema, as `JSON.parse` gives it. */
export interface JsonSchema {
	readonly $schema?: string
	readonly properties: Readonly<Record<string, unknown>>
	readonly [key: string]: unknown
}

const files = { matrix: matrixSchemaFile, results: resultsSchemaFile, lock: lockSchemaFile }

/** The JSON Schema of a matrix file, of `results.json`, or of the lock file. @throws ConfigurationError for another name. */
export async function readSchema(
	name: 'matrix' | 'results' | 'lock',
	{ signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<JsonSchema> {
	if (!Object.hasOwn(files, name)) throw notExpected('readSchema', '"matrix", "results" or "lock"', name)
	return JSON.parse(await readFile(files[name], { encoding: 'utf8', signal })) as JsonSchema
}
