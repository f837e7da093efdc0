import type { NewEvent, Results } from '../../schema/index.ts'
import { cellRun, checked, exampleCell, exampleResults, waysOf } from '../../testing/index.ts'

/** A run in which everything that a guest or a matrix file names is one word of 10 kB, but for the ids of its checks. */
export function longWords(letter = 'x'): Results {
	const long = letter.repeat(10_000)
	const cell = exampleCell('a'.repeat(12), `k6.12-${long}`, { daemon: long })
	const origin = { part: 'passt', provider: 'debian', version: long, source: long, sha256: 'a'.repeat(64) }
	const checks: NewEvent[] = [
		{ type: 'phase.started', cell: cell.id, phase: long },
		{ type: 'phase.ended', cell: cell.id, phase: long, ms: 9_000 },
		...checked(cell.id, 'dns.udp', {
			outcome: 'fail',
			message: long,
			evidence: [`cells/${cell.slug}/${long}.txt`],
			observations: { [long]: long },
		}),
		...checked(cell.id, 'egress.tcp', { outcome: 'error', message: long }),
		...checked(cell.id, 'publish.loopback-only-v4', {
			outcome: 'fail',
			message: long,
			ways: waysOf({ loopback: { kind: 'reset' }, [long]: undefined }),
		}),
	]
	const events = cellRun(cell.id, checks, { dockerd: long, passt: long, origins: [origin] })
	return exampleResults([cell], events)
}
