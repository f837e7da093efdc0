export * from './harness-error.ts'
export * from './untrusted-text.ts'
export * from './places.ts'
