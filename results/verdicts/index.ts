export * from './exit-code.ts'
export * from './quality.ts'
export * from './shortfall.ts'
export * from './verdict.ts'
