export {
	type Effect,
	evaluate,
	type RequirementFinding,
	type RequirementReport,
	requirements,
} from './evaluate.ts'
export { type KernelFacts, lookUp, type Presence } from './facts.ts'
export { requirementsReference } from './reference.ts'
export { areas, type Requirement } from './requirement.ts'
