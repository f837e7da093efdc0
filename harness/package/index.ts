export { buildPackage } from './build-package.ts'
export { emitTypes } from './emit-types.ts'
export { readManifest } from './manifest.ts'
