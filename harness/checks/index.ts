export * from './render.ts'
export * from './rows.ts'
