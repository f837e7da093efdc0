export * from './br-netfilter.ts'
export * from './catalogue.ts'
export * from './skip-reason.ts'
