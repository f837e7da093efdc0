export {
	brNetfilterContract,
	type CatalogueEntry,
	type CheckId,
	catalogue,
	coverage,
	type Coverage,
	coverageDirections,
	coverageProtocols,
	waysOf,
} from './catalogue/index.ts'
export {
	type OpenSuites,
	openSuites,
	prepareSuites,
	type RunSuitesOptions,
	type SuiteEvent,
	runSuites,
} from './runner/index.ts'
export { fixturesFor } from './support/prepared.ts'
export type { CellFacts, DaemonState } from './support/cell-facts.ts'
