export * from './br-netfilter.ts'
export * from './catalogue.ts'
export type * from './entry.ts'
export * from './skip-reason.ts'
