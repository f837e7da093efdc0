import { cellRun, checked, exampleCell, runEnded, runStarted, stamped, waysOf } from '../../testing/index.ts'
import { foldEvents } from '../../fold/index.ts'
import type { NewEvent } from '../../schema/index.ts'

/** What a guest might print to break a report. */
const evil =
	'=1+1</failure><script>alert(1)</script> ]]> "quoted", \x1b[31mred\x1b[0m \u202e\x00\ufffe | `x` \ud800\n# big\r\nlast'

const slirp = { network: 'slirp4netns', portDriver: 'builtin' } as const
const cells = {
	known: exampleCell('a'.repeat(12), 'a-known', slirp),
	broken: exampleCell('b'.repeat(12), 'b-broken'),
	gone: exampleCell('c'.repeat(12), 'c-gone', { docker: 'upstream:27.5.1' }),
	evil: exampleCell('d'.repeat(12), 'd-evil'),
	again: exampleCell('e'.repeat(12), 'e-again'),
}
const end = (cell: string, outcome: 'error' | 'unavailable', reason: string): NewEvent[] => [
	{ type: 'cell.started', cell, attempt: 1 },
	{ type: 'cell.ended', cell, outcome, reason },
]

/** A run in which every verdict occurs, and a guest that lies in every field it can reach. */
export const everyVerdict = () =>
	foldEvents(
		stamped([
			runStarted(cells.known, cells.broken, cells.gone, cells.evil, cells.again),
			...cellRun(cells.known.id, [
				...checked(cells.known.id, 'daemon.starts'),
				...checked(cells.known.id, 'source.peer-address', {
					outcome: 'fail',
					message: 'the container saw 172.17.0.1',
					ways: waysOf({ web: { kind: 'wrong-address', found: 'bridge-gateway' } }),
				}),
				...checked(cells.known.id, 'bridge.icc-blocked', { outcome: 'skipped', message: 'icc is on' }),
				...checked(cells.known.id, 'dns.udp', {
					outcome: 'fail',
					message: 'no answer',
					evidence: ['cells/a-known/dns.udp/network-host.txt'],
				}),
				...checked(cells.known.id, 'egress.tcp', { outcome: 'error', message: 'the probe did not start' }),
			]),
			...end(cells.broken.id, 'error', 'the guest panicked'),
			...end(cells.gone.id, 'unavailable', 'docker-27.5.1.tgz cannot be reached'),
			...cellRun(cells.evil.id, checked(cells.evil.id, 'dns.udp', { outcome: 'fail', message: evil }), {
				dockerd: evil,
			}),
			{ type: 'cell.started', cell: cells.again.id, attempt: 1 },
			...checked(cells.again.id, 'dns.udp', {
				outcome: 'fail',
				message: `no answer ${evil}`,
				ways: waysOf({ 'bridge.A': { kind: 'answered', by: evil }, 'netns.A': undefined }),
			}),
			{ type: 'cell.ended', cell: cells.again.id, outcome: 'error', reason: `it took too long ${evil}` },
			...cellRun(cells.again.id, checked(cells.again.id, 'dns.udp'), {}, 2),
			runEnded,
		]),
	)
