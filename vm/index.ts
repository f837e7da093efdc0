export * from './guest/index.ts'
