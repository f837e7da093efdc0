export { configArchitecture, type KernelConfig, mayBeConfig, parseConfig } from './parse.ts'
