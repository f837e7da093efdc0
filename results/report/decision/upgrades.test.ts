import { expect, it } from 'vitest'
import type { Results } from '../../schema/index.ts'
import { advised, ran, said, type Tried } from '../testing/tried-27-5-1.ts'

const stuck = {
	'daemon.bridge-init-recovers': { start: { kind: 'daemon-down', words: 'networks have same bridge name' } },
} as const
const before: Tried = {
	axes: { docker: 'upstream:27.5.0' },
	stack: { dockerd: '27.5.0', rootlesskit: '2.3.1' },
	checks: stuck,
}

it('tells what the RootlessKit opens that a release of Docker brings along, where it is the bundled one', () => {
	expect(advised(ran(before)).join('\n')).toMatch(
		/upgrade Docker to 27\.5\.1 or newer, which opens a security gap: A service on 127\.0\.0\.1 in RootlessKit's/,
	)
	const own: Tried = { ...before, axes: { ...before.axes, rootlesskit: 'upstream:2.3.1' } }
	expect(advised(ran(own)).join('\n')).not.toContain('which opens a security gap')
})

/** DNS over TCP that got no answer, as a known issue says. */
function withoutDnsOverTcp(results: Results): Results {
	const knownIssue = {
		id: 'pasta-no-dns-over-tcp',
		title: 'DNS over TCP gets no answer',
		severity: 'broken',
		because: '',
		see: '',
	} as const
	const cells = results.cells.map((cell) => ({
		...cell,
		checks: cell.checks.map((check) =>
			check.id === 'dns.tcp' && check.verdict !== 'pass'
				? { ...check, verdict: 'known' as const, knownIssue }
				: check,
		),
	}))
	return { ...results, cells }
}
const noAnswer = { 'dns.tcp': { 'bridge.*': { kind: 'timeout' }, network: { kind: 'timeout' } } } as const
const old: Tried = {
	stack: { passt: '2023_03_09' },
	axes: { network: 'pasta@2023_03_09' },
	checks: noAnswer,
}

it('leaves out of “or newer” what does not start, and tells of a gap that opens further', () => {
	const said = advised(withoutDnsOverTcp(ran(old))).join('\n')
	expect(said).toContain(
		'or newer (but not ≥ 2026_05_07.1afd4ed, < 2026_05_26.038c51e; from 2026_07_28 on fails, as known: publish.ephemeral-port, publish.ephemeral-port-taken)',
	)
	expect(said).toContain('widens a security gap: A container with --network host')
})

it('tells what begins with a newer version, and names no cell that runs what is left out', () => {
	const former = (passt: string, checks: NonNullable<Tried['checks']>): Tried => ({
		...old,
		stack: { passt, rootlesskit: '2.0.2' },
		checks,
	})
	const holds = { 'dns.tcp': undefined } as const
	const dying = former('2026_05_07.1afd4ed', holds)
	const results = ran(former('2023_03_09', noAnswer), dying, former('2025_05_03', holds))
	const [upgrade = ''] = advised(withoutDnsOverTcp(results)).filter((words) => words.includes('2024_07_26'))
	expect(upgrade).toContain('from 2024_10_30.ee7d0b6 on fails, as known: publish.loopback-only-v4')
	const issues = said(withoutDnsOverTcp(results)).advice.flatMap(({ held }) => held)
	expect(issues).toEqual([2])
	// No proof is what fails otherwise, and nobody knows why.
	const unknown = former('2025_05_03', { ...holds, 'bridge.icc-blocked': { tcp: { kind: 'lost' } } })
	const other = withoutDnsOverTcp(ran(former('2023_03_09', noAnswer), unknown))
	expect(said(other).advice.flatMap(({ held }) => held)).toEqual([])
})

it('tells since when something fails, though several rules say so of one range after the other', () => {
	const slirp = {
		axes: { docker: 'debian:26.1', network: 'slirp4netns', portDriver: 'slirp4netns' },
		stack: { dockerd: '26.1.5', rootlesskit: '2.0.2' },
		daemon: { userlandProxy: false },
		checks: stuck,
	} as const
	const [bridge] = said(ran(slirp)).advice.filter(({ title }) => title.startsWith('A bridge that failed'))
	expect(bridge?.advice[0]).toMatch(
		/\(but not ≥ 29\.0\.0, < 29\.1\.2; from 28\.0\.0 on fails, as known: bridge\.hairpin/,
	)
})
