import { readFile } from 'node:fs/promises'
import { matrixSchemaFile } from '#harness/matrix'
import { lockSchemaFile } from '#images/pins'
import { schemaFile as resultsSchemaFile } from '#results/schema'

/** A JSON Schema, as `JSON.parse` gives it. */
export interface JsonSchema {
	readonly $schema?: string
	readonly properties: Readonly<Record<string, unknown>>
	readonly [key: string]: unknown
}

const files = { matrix: matrixSchemaFile, results: resultsSchemaFile, lock: lockSchemaFile }

/** The JSON Schema of a matrix file, of `results.json`, or of the lock file. */
export const readSchema = async (
	name: 'matrix' | 'results' | 'lock',
	{ signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<JsonSchema> => JSON.parse(await readFile(files[name], { encoding: 'utf8', signal })) as JsonSchema
