import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HarnessError, InterruptedError, TimeoutError } from '#results'
import { catalogue, catalogueEntry } from '../catalogue/index.ts'
import type { CellFacts } from '../support/cell-facts.ts'
import { type ChildEnd, runChild } from './child-process.ts'
import { Ledger } from './ledger.ts'
import type { SuiteEvent } from './protocol.ts'

export interface RunSuitesOptions {
	readonly signal?: AbortSignal | undefined
	/** Milliseconds for all checks together. Default: 20 min. */
	readonly deadline?: number | undefined
	/** Called in order: every check of the catalogue starts once and ends once, unless the run is interrupted. */
	readonly onEvent: (event: SuiteEvent) => void
	/** Leave the suites' containers behind, for a VM that is thrown away. Default: they are removed. */
	readonly keepFixtures?: boolean | undefined
	/** The ids of the checks to ask; default: all. @throws RangeError for one that is not in the catalogue. */
	readonly checks?: readonly string[] | undefined
	/** The program to run instead of the suites, and what it is to report. For tests. */
	readonly program?: { readonly path: string; readonly checks: readonly string[] } | undefined
}

const suites = { path: join(import.meta.dirname, 'child.ts'), checks: catalogue.map(({ id }) => id) }

/**
 * Runs the suites of one cell in a process of their own.
 * @throws HarnessError when that process dies, breaks or is late, after an `error` for each check that did not
 * end; InterruptedError when the signal aborts, with no outcome for them.
 */
export async function runSuites(facts: CellFacts, options: RunSuitesOptions): Promise<void> {
	const { signal, deadline = 20 * 60_000, onEvent, keepFixtures = false, program = suites } = options
	const checks = options.checks?.map((id) => catalogueEntry(id).id)
	const ledger = new Ledger(checks ?? program.checks)
	const directory = await mkdtemp(join(tmpdir(), 'rm-suites-'))
	try {
		await mkdir(join(directory, 'home'))
		await mkdir(join(directory, 'tmp'))
		const env = {
			PATH: process.env['PATH'],
			// testcontainers reads ~/.testcontainers.properties and locks in TMPDIR: both must be this cell's own.
			HOME: join(directory, 'home'),
			TMPDIR: join(directory, 'tmp'),
			LANG: 'C.UTF-8',
			NO_COLOR: '1',
			DOCKER_HOST: `unix://${facts.dockerSocket}`,
			TESTCONTAINERS_RYUK_DISABLED: 'true',
		}
		const end = await runChild({
			path: program.path,
			env,
			request: { type: 'run', facts, keepFixtures, scratch: directory, checks },
			signal,
			deadline,
			onEvent: (event) => ledger.enter(event).forEach(onEvent),
		})
		settle(end, ledger, onEvent, deadline)
	} finally {
		await rm(directory, { recursive: true, force: true, maxRetries: 3 })
	}
}

function settle(end: ChildEnd, ledger: Ledger, onEvent: (event: SuiteEvent) => void, deadline: number): void {
	const close = (why: string) => ledger.close(why).forEach(onEvent)
	switch (end.kind) {
		case 'done': {
			const complete = ledger.complete
			const problems = end.problems.join('; ')
			close(problems || 'no suite reported it')
			if (complete && problems) throw new HarnessError('internal', `The suites broke: ${problems}`)
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
			throw new HarnessError('internal', `The suites' process died (${end.how})`, {
				output: end.output,
				hint: 'What it printed last is shown behind this message.',
			})
		}
	}
}
