import { expect, it } from 'vitest'
import { advised, ran, type Tried } from '../testing/tried-27-5-1.ts'

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

it('leaves out of “or newer” what does not start, and tells of a gap that opens further', () => {
	const noAnswer = { 'dns.tcp': { 'bridge.*': { kind: 'timeout' }, network: { kind: 'timeout' } } } as const
	const old: Tried = {
		stack: { passt: '2023_03_09' },
		axes: { network: 'pasta@2023_03_09' },
		checks: noAnswer,
	}
	const results = ran(old)
	const cells = results.cells.map((cell) => ({
		...cell,
		checks: cell.checks.map((check) =>
			check.id === 'dns.tcp'
				? {
						...check,
						verdict: 'known' as const,
						knownIssue: {
							id: 'pasta-no-dns-over-tcp',
							title: 'DNS over TCP gets no answer',
							severity: 'broken' as const,
							because: '',
							see: '',
						},
					}
				: check,
		),
	}))
	const said = advised({ ...results, cells }).join('\n')
	expect(said).toContain('or newer (but not ≥ 2026_05_07.1afd4ed, < 2026_05_26.038c51e)')
	expect(said).toContain('opens a security gap further: A container with --network host')
})
