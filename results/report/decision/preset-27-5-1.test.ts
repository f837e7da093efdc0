import { describe, expect, it } from 'vitest'
import type { DaemonSettings } from '../../schema/index.ts'
import { advised, holds, open, ran, reset, said, slirp, talks, type Tried } from '../testing/tried-27-5-1.ts'

// The cells of the preset 27.5.1 with what was measured in them: what is said of each Docker, and what to do.
describe('the preset 27.5.1', () => {
	const refused = { kind: 'refused' } as const
	const timeout = { kind: 'timeout' } as const
	const noPort = {
		'publish.no-proxy': { 'host.loopback': refused, 'host.lan': refused, 'peer.lan': refused },
	} as const
	const noHairpin = { 'bridge.hairpin-no-proxy': { gateway: timeout, netns: timeout } } as const
	const gateway = {
		'source.peer-address': { web: { kind: 'wrong-address', found: 'bridge-gateway' } },
	} as const
	const stuck = {
		'daemon.bridge-init-recovers': {
			start: { kind: 'daemon-down', words: 'networks have same bridge name' },
		},
	} as const
	const refusal = { starts: false, checks: { 'daemon.br-netfilter-error': undefined } } as const
	const noProxy: DaemonSettings = { userlandProxy: false }
	const noProxyIgnored: DaemonSettings = { ...noProxy, ignoreBrNetfilterError: '1' }
	const absent = { ...slirp, brNetfilter: 'absent' } as const
	const debian = { docker: 'debian:26.1' } as const
	const debianStack = { dockerd: '26.1.5', rootlesskit: '2.0.2' } as const
	const before = { docker: 'upstream:27.5.0' } as const
	const pasta = (passt: string): Tried => ({
		axes: { network: `pasta@${passt}` },
		stack: { passt },
		checks: holds,
	})
	const debianPasta = (passt: string, checks: NonNullable<Tried['checks']>): Tried => ({
		axes: { ...debian, network: `pasta@${passt}` },
		stack: { ...debianStack, passt },
		checks,
	})
	const instead =
		/^With RootlessKit < 2\.3\.2, passt ≥ 2024_10_30\.ee7d0b6: use slirp4netns with the port driver builtin instead of pasta/
	const kit =
		/^With passt ≥ 2024_10_30\.ee7d0b6, port driver implicit: upgrade RootlessKit to 2\.3\.2 or newer, which opens a security gap: A service on 127\.0\.0\.1 in RootlessKit's namespace/
	const unenforced =
		'DOCKER_IGNORE_BR_NETFILTER_ERROR=1, which opens a security gap: icc=false is not enforced: containers on the default bridge can talk'
	const iccDefault =
		'With br_netfilter absent: leave icc at its default (containers on the default bridge can talk then)'
	const proxyBack = /: leave userland-proxy at its default/
	const load = 'run a kernel that has br_netfilter, and load it on the host, as root: modprobe br_netfilter'

	it.each<[what: string, tried: readonly Tried[], line: string, advice: readonly (string | RegExp)[]]>([
		[
			'27.5.1 answers on 127.0.0.1 with every passt',
			['2023_03_09', '2024_10_30.ee7d0b6', '2025_05_03', '2026_10_02'].map(pasta),
			'Docker 27.5.1 works',
			[],
		],
		...['2024_10_30.ee7d0b6', '2025_05_03', '2026_10_02'].map(
			(passt): [string, Tried[], string, RegExp[]] => [
				`26.1 with passt ${passt} is reset for the RootlessKit that it brings`,
				[debianPasta(passt, reset)],
				'Docker debian:26.1 works with gaps',
				[instead, kit],
			],
		),
		[
			'26.1 answers with a passt from before',
			[debianPasta('2023_03_09', holds)],
			'Docker debian:26.1 works',
			[],
		],
		[
			'27.5.1 refuses icc=false without br_netfilter',
			[{ axes: absent, daemon: { icc: false }, ...refusal }],
			'Docker 27.5.1 refuses to start as documented',
			[`With icc=false: ${load}`, iccDefault, `With br_netfilter absent, icc=false: set ${unenforced}`],
		],
		[
			'27.5.0 refuses whatever the variable says',
			[{ axes: { ...absent, ...before }, daemon: open, stack: { dockerd: '27.5.0' }, ...refusal }],
			'Docker 27.5.0 refuses to start as documented',
			[
				`With icc=false: ${load}`,
				iccDefault,
				`With br_netfilter absent, icc=false: upgrade Docker to 27.5.1 or newer, and set ${unenforced}`,
			],
		],
		[
			'27.5.1 with the variable starts, and does not enforce icc=false',
			[{ axes: absent, daemon: open, checks: talks }],
			'Docker 27.5.1 works with gaps',
			[/: do not rely on icc=false$/, new RegExp(`: ${load}$`)],
		],
		[
			'27.5.1 without the userland proxy listens nowhere with builtin',
			[{ axes: slirp, daemon: noProxy, checks: noPort }],
			'Docker 27.5.1 does not work',
			[
				/userland-proxy=false.*: upgrade Docker to 28\.0\.0 or newer \(but not ≥ 29\.5\.0, < 29\.5\.3\) \(fails then, as known: /,
				proxyBack,
			],
		],
		[
			'27.5.1 without the userland proxy and without br_netfilter has no hairpin either',
			[{ axes: absent, daemon: noProxyIgnored, checks: { ...noPort, ...noHairpin } }],
			'Docker 27.5.1 does not work',
			[/upgrade Docker to 28\.0\.0 or newer \(/, proxyBack, new RegExp(`: ${load}$`)],
		],
		[
			'27.5.1 without the userland proxy listens with pasta',
			[{ daemon: noProxy, checks: { 'publish.no-proxy': undefined } }],
			'Docker 27.5.1 works',
			[],
		],
		[
			'builtin loses the client’s address',
			[{ axes: slirp, checks: gateway }],
			'Docker 27.5.1 works with gaps',
			[
				/^use the port driver slirp4netns: DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=slirp4netns \(fails then, as known: .*publish\.any-v6/,
			],
		],
		[
			'27.5.0 stays stuck where 27.5.1 recovers',
			[{ axes: { ...slirp, ...before }, stack: { dockerd: '27.5.0' }, checks: stuck }],
			'Docker 27.5.0 works with gaps',
			['upgrade Docker to 27.5.1 or newer (but not ≥ 29.5.0, < 29.5.3)'],
		],
	])('%s', (_, tried, line, advice) => {
		const results = ran(...tried)
		expect(said(results).line).toBe(line)
		const found = advised(results)
		expect(found).toHaveLength(advice.length)
		for (const [place, wanted] of advice.entries())
			if (typeof wanted === 'string') expect(found[place]).toBe(wanted)
			else expect(found[place]).toMatch(wanted)
	})
})
