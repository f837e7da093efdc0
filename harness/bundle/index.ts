export { bundleSources } from './bundle-sources.ts'
export { readManifest } from './manifest.ts'
export { type Meta, withBuiltins, withMeta } from './with-meta.ts'
