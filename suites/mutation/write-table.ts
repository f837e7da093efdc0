import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tableMarkdown } from './render.ts'
import { mutations } from './table.ts'

// `npm run mutations`
await writeFile(join(import.meta.dirname, 'TABLE.md'), tableMarkdown(mutations))
