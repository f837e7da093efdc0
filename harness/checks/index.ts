export * from './coverage.ts'
export * from './render.ts'
export * from './rows.ts'
