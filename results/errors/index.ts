export * from './harness-error.ts'
export * from './credentials.ts'
