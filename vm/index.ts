export * from './guest/index.ts'
export * from './host/index.ts'
export * from './kernel/index.ts'
export * from './qemu/index.ts'
