export { buildInitrd, buildProbeInitrd, initrdInit } from './initrd.ts'
export { buildModulesImage } from './modules-image.ts'
export { stagingVersion } from './modules.ts'
export { type Kernel, readKernelTree } from './tree.ts'
