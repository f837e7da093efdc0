export { kernelModules, parseKernelConfig } from './options.ts'
export { kernelMarkdown, kernelPlain } from './lines.ts'
export { byCheck, kernelReasons } from './reasons.ts'
