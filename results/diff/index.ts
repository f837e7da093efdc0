export {
	diffExitCode,
	diffResults,
	type Change,
	type Difference,
	type Direction,
	type ResultsDiff,
} from './diff-results.ts'
export { diffHtml, diffMarkdown, diffText } from './render.ts'
