import { join } from 'node:path'
import { buildPackage, readManifest } from './index.ts'

// `npm run build`: dist/, which a packed install runs. In a clone the sources run as they are.
const root = join(import.meta.dirname, '../..')
const { dependencies, optionalDependencies } = await readManifest(root)
await buildPackage({
	root,
	outdir: join(root, 'dist'),
	packages: [...dependencies, ...optionalDependencies],
})
