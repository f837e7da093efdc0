export { moduleName } from './modules.ts'
export type { ModprobeFile } from './collect.ts'
export { type KernelSet, readKernelSet } from './set.ts'
export { unpackKernelSet } from './unpack.ts'
