export { bundleSources } from './bundle-sources.ts'
export { type Meta, withBuiltins, withMeta } from './with-meta.ts'
