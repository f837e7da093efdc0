export * from './known-issues.ts'
export * from './match.ts'
export type * from './rule.ts'
