export { buildPackage } from './build-package.ts'
export { metaOfSource, withMeta } from './bundle.ts'
export { readManifest } from './manifest.ts'
