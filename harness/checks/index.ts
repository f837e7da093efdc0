export * from './coverage.ts'
export * from './render.ts'
export * from './rows.ts'
export { checkPage } from './page.ts'
