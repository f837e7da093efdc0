import { coordinate, stateLines } from '#harness/farm'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { oneLine } from '../../view/one-line.ts'
import type { OpenedRun } from './places.ts'

/** Milliseconds between two looks. */
const EVERY = 5_000

/** Sees to a run until it has ended; says what changed. */
export async function watch(
	run: Omit<OpenedRun, typeof Symbol.asyncDispose>,
	{ stdout, stderr, interrupts }: Context,
	finish: Finish,
): Promise<void> {
	let last = ''
	const { isCancelled, farm } = await coordinate({
		...run,
		every: EVERY,
		signal: interrupts.signal,
		say: (message) => void stderr.write(`${oneLine(message)}\n`),
		onState(state) {
			const [first = '', ...others] = stateLines(state).map(oneLine)
			if (first === last) return
			last = first
			stdout.write(`${[first, ...others.map((line) => `  ${line}`)].join('\n')}\n`)
		},
	})
	stderr.write(`Make its report with \`rootless-matrix farm collect ${farm.facts.run}\`.\n`)
	finish(isCancelled ? 3 : 0)
}
