import { extname, join } from 'node:path'
import { explainError, InternalError, InterruptedError, TimeoutError } from '#results/errors'
import { askedByDefault, catalogueEntry } from '../catalogue/index.ts'
import type { CellFacts } from '../check/cell-facts.ts'
import type { ChildEnd, ChildProgram } from './child-process.ts'
import { Ledger } from './ledger.ts'
import type { LateReading, SuiteEvent } from './protocol.ts'
import { SuiteProcess } from './suite-process.ts'

export interface OpenSuitesOptions {
	/** The ids of the checks to ask; default: all but those on demand. @throws RangeError for one that is not in the catalogue. */
	readonly checks?: readonly string[] | undefined
	/** Processors of the guest; default: 1. */
	readonly cpus?: number
	/** Reads the sources of checks only in `run`: what was saved meanwhile is what is asked. Default: at once. */
	readonly late?: LateReading | undefined
	/** The program to run instead of the suites, and what it is to report. For tests. */
	readonly program?: (ChildProgram & { readonly checks: readonly string[] }) | undefined
}

export interface RunSuitesOptions {
	readonly signal?: AbortSignal | undefined
	/** Milliseconds for all checks together. Default: 20 min. */
	readonly deadline?: number | undefined
	/** Called in order: every check of the catalogue starts once and ends once, unless the run is interrupted. */
	readonly onEvent: (event: SuiteEvent) => void
	/** Leave the suites' containers behind, for a VM that is thrown away. Default: they are removed. */
	readonly keepFixtures?: boolean | undefined
}

/** The suites' process, which waits for a cell. Disposing of it ends it. */
export interface OpenSuites extends AsyncDisposable {
	/**
	 * Runs the suites of one cell, once.
	 * @throws HarnessError when the process dies, breaks or is late, after an `error` for each check that did not
	 * end; InterruptedError when the signal aborts, with no outcome for them.
	 */
	run(facts: CellFacts, options: RunSuitesOptions): Promise<void>
}

const suites = {
	path: join(import.meta.dirname, `child${extname(import.meta.filename)}`),
	packages: ['vitest/node'],
	checks: askedByDefault,
}

/**
 * How many checks of one area run side by side: most of a check is waiting for one program's start in the guest after
 * the other. Of a guest with two processors, three checks left a quarter idle; five took a tenth less time.
 */
const concurrencyFor = (cpus: number): number => (cpus > 1 ? 5 : 3)

/** Starts the suites' process, which takes seconds until it could run a check: they can pass while a VM comes up. */
export async function openSuites(options: OpenSuitesOptions = {}): Promise<OpenSuites> {
	const { program = suites, cpus = 1, late } = options
	const asked = options.checks ?? (program === suites ? askedByDefault : undefined)
	const checks = asked?.map((id) => catalogueEntry(id).id)
	const process = await SuiteProcess.start(program)
	process.child.send({ type: 'open', checks, concurrency: concurrencyFor(cpus), late })
	return {
		async run(facts, { signal, deadline = 20 * 60_000, onEvent, keepFixtures = false }) {
			const ledger = new Ledger(checks ?? program.checks)
			await process.reaches(facts)
			process.child.send({ type: 'run', facts, keepFixtures })
			const end = await process.child.ended({
				signal,
				deadline,
				onEvent: (event) => ledger.enter(event).forEach(onEvent),
			})
			settle(end, ledger, onEvent, deadline)
		},
		[Symbol.asyncDispose]: () => process.end(),
	}
}

/** `openSuites` and `run` in one. */
export async function runSuites(
	facts: CellFacts,
	options: OpenSuitesOptions & RunSuitesOptions,
): Promise<void> {
	await using opened = await openSuites(options)
	await opened.run(facts, options)
}

/** Milliseconds for a handful of containers. */
const PREPARE_DEADLINE = 180_000

/**
 * Starts containers that the checks share (`fixturesFor`), to be found running by a later `runSuites` in the same VM.
 * @returns what kept them from it, in words; undefined when they stand. @throws InterruptedError
 */
export async function prepareSuites(
	facts: CellFacts,
	{ fixtures, signal }: { readonly fixtures: readonly string[]; readonly signal?: AbortSignal | undefined },
): Promise<string | undefined> {
	await using process = await SuiteProcess.start({ path: suites.path })
	await process.reaches(facts)
	process.child.send({ type: 'prepare', facts, fixtures })
	const end = await process.child.ended({ signal, deadline: PREPARE_DEADLINE, onEvent: () => undefined })
	switch (end.kind) {
		case 'done':
			return end.problems.join('; ') || undefined
		case 'interrupted':
			throw new InterruptedError('Preparing the suites was interrupted', { cause: end.reason })
		case 'late':
			return `it took longer than ${PREPARE_DEADLINE / 1000} s`
		case 'broken':
			return explainError(end.error)
		case 'died':
			return `its process died (${end.how})`
	}
}

function settle(end: ChildEnd, ledger: Ledger, onEvent: (event: SuiteEvent) => void, deadline: number): void {
	const close = (why: string) => ledger.close(why).forEach(onEvent)
	switch (end.kind) {
		case 'done': {
			const complete = ledger.complete
			const problems = end.problems.join('; ')
			close(problems || 'no suite reported it')
			if (complete && problems) throw new InternalError(`The suites broke: ${problems}`)
			return
		}
		case 'interrupted':
			throw new InterruptedError('The suites were interrupted', { cause: end.reason })
		case 'late': {
			const why = `the suites did not end within ${deadline / 1000} s`
			close(why)
			throw new TimeoutError(`The suites were stopped: ${why}`, { output: end.output })
		}
		case 'broken': {
			close('the suites broke off')
			throw end.error
		}
		case 'died': {
			close(`the suites' process died (${end.how})`)
			throw new InternalError(`The suites' process died (${end.how})`, {
				output: end.output,
				hint: 'What it printed last is shown behind this message.',
			})
		}
	}
}
