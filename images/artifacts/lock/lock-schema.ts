import { z } from 'zod'
import { lockText } from './lock-text.ts'

/** The lock file's JSON Schema, for editors. */
export const lockSchemaFile = new URL('lock.schema.json', import.meta.url)

/** As it stands there. draft-07 is what editors of YAML understand. */
export const lockSchemaText = (): string =>
	`${JSON.stringify({ title: 'rootless-matrix.lock.yaml', ...z.toJSONSchema(lockText, { target: 'draft-7', io: 'input' }) }, null, '\t')}\n`
