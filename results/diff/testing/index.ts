import { cellRun, checked, exampleCell, exampleResults, waysOf } from '../../testing/index.ts'
import type { Form, NewEvent, Results, Stack, WayOutcome } from '../../schema/index.ts'

/** How a check of such a run ended. */
export type Outcome = {
	outcome: 'pass' | 'fail' | 'skipped' | 'error'
	message?: string
	ways?: WayOutcome[]
}

/** A run of one cell with pasta. */
export function runWith(
	network: string,
	id: string,
	checks: Record<string, Outcome>,
	stack: Partial<Stack> = {},
): Results {
	const cell = exampleCell(id.repeat(12), `k6.12-${network.replace('@', '')}`, { network })
	const events: NewEvent[] = Object.entries(checks).flatMap(([check, end]) => checked(cell.id, check, end))
	return exampleResults([cell], cellRun(cell.id, events, stack))
}

export const pass: Outcome = { outcome: 'pass' }
export const failing = (loopback: Form): Outcome => ({
	outcome: 'fail',
	message: 'connection reset by peer',
	ways: waysOf({ loopback }),
})
export const reset = failing({ kind: 'reset' })
/** A run with a passt of before the reset. */
export const old = runWith(
	'pasta@2023_03_09',
	'a',
	{ 'daemon.starts': pass, 'publish.loopback-only-v4': pass, 'dns.udp': pass },
	{ passt: 'unknown version' },
)
/** The same with one that resets. */
export const young = runWith('pasta@2025_05_03', 'b', {
	'daemon.starts': pass,
	'publish.loopback-only-v4': reset,
	'dns.udp': pass,
})
