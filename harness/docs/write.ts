import { writeFile } from 'node:fs/promises'
import { generatedPages } from './pages.ts'

// `npm run docs`, in the package's directory.
for (const [path, text] of await generatedPages()) await writeFile(path, text)
