import { join } from 'node:path'

// `npm run build`: dist/, which a packed install runs. In a clone the sources run as they are.
const say = (step: string) => void process.stderr.write(`${step}\n`)
// Loading them takes a while on a busy machine.
say('Loading the bundler and the compiler')
const [{ readManifest }, { buildPackage, emitTypes }] = await Promise.all([
	import('#harness/bundle'),
	import('./index.ts'),
])
const root = join(import.meta.dirname, '../..')
const outdir = join(root, 'dist')
const { dependencies, optionalDependencies } = await readManifest(root)
await buildPackage({ root, outdir, packages: [...dependencies, ...optionalDependencies], say })
await emitTypes({ root, outdir: join(outdir, 'types'), say })
