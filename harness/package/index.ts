export { buildPackage } from './build-package.ts'
export { metaOfSource, withMeta } from './bundle.ts'
export { emitTypes } from './emit-types.ts'
export { readManifest } from './manifest.ts'
