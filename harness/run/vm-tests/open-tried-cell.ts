import type { Axes, DaemonSettings } from '#results'
import type { TriedCell } from '#suites/mutation'
import { openTestCell } from './open-test-cell.ts'

/** A cell that mutations may break: from a snapshot where there is one, since dockerd's first start takes longest. */
export async function openTriedCell(
	axes: Partial<Axes>,
	daemonSettings: DaemonSettings,
): Promise<TriedCell & AsyncDisposable> {
	const cell = await openTestCell(axes, daemonSettings, { fromSnapshots: true })
	return {
		guest: cell.guest,
		facts: cell.facts,
		async ask(checks, facts) {
			const answers = await cell.ask(checks, { facts, keepFixtures: true })
			return Object.values(answers)
		},
		[Symbol.asyncDispose]: () => cell[Symbol.asyncDispose](),
	}
}
