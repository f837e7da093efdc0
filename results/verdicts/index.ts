export * from './exit-code.ts'
export * from './verdict.ts'
