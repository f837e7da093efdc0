export * from './markdown.ts'
export * from './terminal.ts'
export { wrap } from './text.ts'
export * from './timings.ts'
