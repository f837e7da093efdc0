export { kernelModules, parseKernelConfig } from './options.ts'
export { kernelMarkdown, kernelPlain } from './lines.ts'
export { byCheck, kernelReasons, type KernelReason } from './reasons.ts'
