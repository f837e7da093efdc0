import { join } from 'node:path'
import { openSuites, type CellFacts, type SuiteEvent } from '#suites'
import type { RunOptions } from '#harness/run'
import { askDaemon } from './ask.ts'
import { askChecks } from './checks.ts'
import { fakeChecks, type FakeSetup } from './setup.ts'

type Source = NonNullable<RunOptions['suites']>

const program = { path: join(import.meta.dirname, 'child.ts'), checks: [...fakeChecks] }

/** A fake of the suites: checks that are one question each, asked by the product's runner and its child process, or here. */
export function fakeSuites({ suites }: FakeSetup): Source {
	const prepare: Source['prepare'] = async ({ dockerSocket }, { signal }) => {
		const trouble = await askDaemon(dockerSocket, '/containers').then(
			() => undefined,
			(error: unknown) => String(error),
		)
		signal?.throwIfAborted()
		return trouble
	}
	if (suites === 'process') return { open: (options) => openSuites({ ...options, program }), prepare }
	return {
		open: async ({ checks = fakeChecks } = {}) => ({
			async run(
				facts: CellFacts,
				{ signal, onEvent }: { signal?: AbortSignal | undefined; onEvent: (event: SuiteEvent) => void },
			) {
				await askChecks(facts, checks, async (event) => {
					signal?.throwIfAborted()
					onEvent(event)
				})
			},
			[Symbol.asyncDispose]: async () => undefined,
		}),
		prepare,
	}
}
