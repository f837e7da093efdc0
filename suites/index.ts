export { askedByDefault, catalogue, catalogueEntry, chineseReasons, waysOf } from './catalogue/index.ts'
export type { CellView } from './check/condition.ts'
export { type Coverage, coverageDirections, coverageProtocols } from './check/coverage.ts'
export type { CheckDefinition, CheckModule } from './check/definition.ts'
export { brNetfilterContract } from './conditions/br-netfilter.ts'
export {
	type OpenSuites,
	openSuites,
	prepareSuites,
	type RunSuitesOptions,
	type SuiteEvent,
	runSuites,
} from './runner/index.ts'
export { fixturesFor } from './fixtures/shared.ts'
export type { CellFacts, DaemonState } from './check/cell-facts.ts'
export { machineTrouble } from './check/trouble/machine-trouble.ts'
export { netnsPrefix } from './vantage/vantage.ts'
