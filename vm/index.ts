export * from './guest/index.ts'
export * from './kernel/index.ts'
export * from './qemu/index.ts'
