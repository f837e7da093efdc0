export * from './harness-error.ts'
export * from './credentials.ts'
export * from './places.ts'
