export { kernelModules, parseKernelConfig } from './options.ts'
export { kernelReasons, type KernelReason } from './reasons.ts'
