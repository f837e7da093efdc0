export * from './exit-code.ts'
export * from './quality.ts'
export * from './verdict.ts'
