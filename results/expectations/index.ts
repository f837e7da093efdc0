export { type Caveat, caveats, caveatsOf } from './caveats.ts'
export {
	type Beyond,
	beyondKnowledge,
	type EdgePart,
	edges,
	isOnlyReadOf,
	onlyReadOf,
	untriedDriver,
} from './edge.ts'
export * from './faults.ts'
export * from './form-pattern.ts'
export * from './known-issues.ts'
export { lastSeen } from './last-seen.ts'
export * from './match.ts'
export { wrongRule } from './plugin-rules.ts'
export * from './remedies.ts'
export type * from './rule.ts'
export { witnesses } from './witness.ts'
