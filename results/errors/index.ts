export * from './harness-error.ts'
