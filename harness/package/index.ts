export { buildPackage } from './build-package.ts'
export { emitTypes } from './emit-types.ts'
