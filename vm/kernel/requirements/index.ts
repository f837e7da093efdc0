export {
	type Effect,
	evaluate,
	type RequirementFinding,
	type RequirementReport,
	requirements,
} from './evaluate.ts'
export { type KernelFacts, lookUp, type Presence } from './facts.ts'
export { distributionOf } from './packages.ts'
export { requirementsReference } from './reference.ts'
export { type Area, areas } from './requirement.ts'
