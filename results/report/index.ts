export * from './markdown.ts'
export * from './terminal.ts'
