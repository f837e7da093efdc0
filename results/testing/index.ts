/** Runs made up for tests, of every folder. */
export {
	cellRun,
	checked,
	exampleCell,
	exampleStack,
	runEnded,
	runStarted,
	stamped,
	waysOf,
} from './example-run.ts'
