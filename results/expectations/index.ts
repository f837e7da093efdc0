export * from './faults.ts'
export * from './known-issues.ts'
export * from './match.ts'
export type * from './rule.ts'
