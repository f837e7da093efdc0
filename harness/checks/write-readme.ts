import { readFile, writeFile } from 'node:fs/promises'
import { withChecks } from './readme.ts'

// `npm run readme`, in the package's directory.
await writeFile('README.md', await withChecks(await readFile('README.md', 'utf8')))
