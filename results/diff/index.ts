export {
	diffExitCode,
	diffResults,
	type Change,
	type Difference,
	type Direction,
	type ResultsDiff,
} from './diff-results.ts'
export * from './forms/index.ts'
