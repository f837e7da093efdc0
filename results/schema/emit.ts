import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { jsonSchemaText, schemaFile } from './json-schema.ts'

// `npm run schema`: the schema in the tree is written here and nowhere else; a test compares the two.
await writeFile(schemaFile, jsonSchemaText())
console.log(`wrote ${fileURLToPath(schemaFile)}`)
