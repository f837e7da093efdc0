import { join } from 'node:path'
import { readManifest } from '#harness/bundle'
import { buildPackage, emitTypes } from './index.ts'

// `npm run build`: dist/, which a packed install runs. In a clone the sources run as they are.
const root = join(import.meta.dirname, '../..')
const outdir = join(root, 'dist')
const { dependencies, optionalDependencies } = await readManifest(root)
await buildPackage({ root, outdir, packages: [...dependencies, ...optionalDependencies] })
await emitTypes({ root, outdir: join(outdir, 'types') })
