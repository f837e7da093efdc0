/** Runs made up for tests, of every folder. */
export {
	cellRun,
	checked,
	exampleAxes,
	exampleCell,
	exampleResults,
	exampleRun,
	exampleStack,
	runEnded,
	runStarted,
	stamped,
	waysOf,
} from './example-run.ts'
export { shapeOf } from './shape.ts'
export { openGap } from './open-gap.ts'
