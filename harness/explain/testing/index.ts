import { readAxes } from '#harness/matrix'
import type { Axes, DaemonSettings, ExpectationCell } from '#results'
import { predictStack } from '../predict-stack.ts'

export { englishLeft } from './english-left.ts'
export { asKnown, sampleOf } from './known-failure.ts'
export { madeUpRun } from './made-up-run.ts'
export { madeUpRuns } from './made-up-runs.ts'

/** For tests: 27.5.1 over pasta, or what differs from it, as `explain` is asked about it. */
export function askedCell(over: Partial<Axes> = {}, daemonSettings: DaemonSettings = {}): ExpectationCell {
	const axes: Axes = {
		kernel: 'any',
		brNetfilter: 'loaded',
		docker: 'upstream:27.5.1',
		rootlesskit: 'bundled',
		network: 'pasta@2025_05_03',
		portDriver: 'implicit',
		daemon: 'asked',
		...over,
	}
	const kernel = axes.kernel === 'any' ? 'debian:6.12' : axes.kernel
	return { axes, daemonSettings, stack: predictStack(readAxes({ ...axes, kernel })) }
}
