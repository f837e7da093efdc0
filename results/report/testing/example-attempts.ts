import { cellRun, checked, exampleCell, runEnded, runStarted, stamped, waysOf } from '../../testing/index.ts'
import type { Form, RunEvent } from '../../schema/index.ts'

/** Cells of one known issue in its two forms and in a third, and one that failed and passed at its second attempt. */
const attemptCells = {
	reset: exampleCell('a'.repeat(12), 'k6.12-reset'),
	again: exampleCell('b'.repeat(12), 'k6.12-again'),
	closed: exampleCell('c'.repeat(12), 'k6.12-closed'),
	silent: exampleCell('d'.repeat(12), 'k6.12-silent'),
}

/** A run for reports to be tried on: forms that differ within a group, and an attempt before the last. */
export function attemptsRun(): RunEvent[] {
	const { again, ...others } = attemptCells
	const fails = ({ id }: { id: string }, form: Form) =>
		cellRun(
			id,
			checked(id, 'publish.loopback-only-v4', {
				outcome: 'fail',
				message: 'host asked 127.0.0.1:8081',
				ways: waysOf({ loopback: form }),
			}),
		)
	return stamped([
		runStarted(others.reset, again, others.closed, others.silent),
		...fails(others.reset, { kind: 'reset' }),
		{ type: 'cell.started', cell: again.id, attempt: 1 },
		...checked(again.id, 'dns.udp', {
			outcome: 'fail',
			message: 'no answer came',
			ways: waysOf({ 'bridge.A': { kind: 'timeout' }, 'netns.A': undefined }),
			evidence: [`cells/${again.slug}/dns.udp/network-host.txt`],
		}),
		...checked(again.id, 'egress.tcp'),
		{ type: 'cell.ended', cell: again.id, outcome: 'error', reason: 'the cell took longer than 600 s' },
		...cellRun(again.id, [...checked(again.id, 'dns.udp'), ...checked(again.id, 'egress.tcp')], {}, 2),
		...fails(others.closed, { kind: 'closed' }),
		...fails(others.silent, { kind: 'timeout' }),
		runEnded,
	])
}
