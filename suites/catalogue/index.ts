export * from './catalogue.ts'
export * from './skip-reason.ts'
