export { type KernelModules, moduleName } from './modules.ts'
export type { ModprobeFile } from './collect.ts'
export type { GivenFile } from './read-file.ts'
export { type KernelSet, readKernelSet, type ReadSetOptions } from './set.ts'
