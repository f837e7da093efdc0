import { describe, expect, it } from 'vitest'
import { exampleCell } from '../testing/index.ts'
import { formText, type Axes, type DaemonSettings, type Form, type Stack } from '../schema/index.ts'
import {
	expectationFor,
	failsAsKnown,
	knownIssues,
	lastSeen,
	ruleHolds,
	type ExpectationCell,
	type Rule,
	witnesses,
} from './index.ts'

const cell = (
	axes: Partial<Axes> = {},
	daemonSettings: DaemonSettings = {},
	stack: Partial<Stack> = {},
): ExpectationCell => ({ ...exampleCell('', '', axes, daemonSettings), stack: { origins: [], ...stack } })

const ruleId = (...args: Parameters<typeof expectationFor>): string | undefined => expectationFor(...args)?.id

describe('publish.loopback-only-v4 with pasta', () => {
	const check = 'publish.loopback-only-v4'
	const ran = (rootlesskit: string, passt: string) => cell({}, {}, { rootlesskit, passt })

	it('is known to fail with RootlessKit before 2.3.2 and passt from 2024_10_30', () => {
		expect(ruleId(ran('2.0.2', '0.0~git20250503.587980c-2'), check)).toBe('pasta-loopback-publish-reset')
		expect(ruleId(ran('2.0.2', '2024_10_30.ee7d0b6'), check)).toBe('pasta-loopback-publish-reset')
	})

	it('must pass with an older passt or a newer RootlessKit', () => {
		expect(ruleId(ran('2.0.2', '2023_03_09.7c7625d'), check)).toBeUndefined()
		expect(ruleId(ran('2.3.2', '2025_05_03'), check)).toBeUndefined()
	})

	it('asks the axes about a passt that was built without its version', () => {
		expect(ruleId(ran('2.0.2', 'unknown version'), check)).toBe('pasta-loopback-publish-reset')
	})

	it('believes the running binaries before the axes', () => {
		const asked = { rootlesskit: 'debian:2.0.2' }
		expect(ruleId(cell(asked), check)).toBe('pasta-loopback-publish-reset')
		expect(ruleId(cell(asked, {}, { rootlesskit: '2.3.2' }), check)).toBeUndefined()
	})

	it('is excused by nothing when the RootlessKit that ran is unknown or unreadable', () => {
		expect(ruleId(cell(), check)).toBeUndefined()
		expect(ruleId(ran('devel', '2025_05_03'), check)).toBeUndefined()
	})
})

it('the other loopback addresses are lost with the first, until passt or RootlessKit keeps them apart', () => {
	const rule = (rootlesskit: string, passt: string) =>
		ruleId(cell({}, {}, { rootlesskit, passt }), 'publish.distinct-loopbacks')
	expect(rule('2.0.2', '2026_05_26')).toBe('implicit-distinct-loopbacks-collide')
	expect(rule('2.0.2', '0.0~git20260728.f8df3f1-1~bpo13+1')).toBe('pasta-distinct-loopbacks-reset')
	expect(rule('2.3.2', '2026_05_26')).toBe('implicit-distinct-loopbacks-collide')
	expect(rule('2.3.2', '2026_07_28')).toBeUndefined()
})

it('dockerd 28 without the proxy has the slirp4netns port driver’s own address alone, and publishes SCTP nowhere (28.5.2: measured)', () => {
	const off = { userlandProxy: false, ignoreBrNetfilterError: '1' }
	const of = (brNetfilter: Axes['brNetfilter'], dockerd: string, daemon: DaemonSettings = off) =>
		cell({ portDriver: 'slirp4netns', network: 'slirp4netns', brNetfilter }, daemon, { dockerd })
	const hairpin = (...args: Parameters<typeof of>) => ruleId(of(...args), 'bridge.hairpin-no-proxy')
	expect(hairpin('loaded', '28.5.2+dfsg4')).toBe('no-proxy-slirp4netns-hairpin')
	expect(hairpin('unloaded', '28.5.2+dfsg4')).toBe('no-proxy-slirp4netns-hairpin-without-br-netfilter')
	expect(hairpin('unloaded', '26.1.5+dfsg1')).toBe('no-proxy-hairpin-without-br-netfilter')
	expect(hairpin('loaded', '26.1.5+dfsg1')).toBeUndefined()
	const sctp = (...args: Parameters<typeof of>) => ruleId(of(...args), 'publish.sctp-error')
	expect(sctp('loaded', '28.5.2+dfsg4')).toBe('slirp4netns-sctp-ignored-without-proxy')
	expect(sctp('loaded', '28.5.2+dfsg4', {})).toBe('sctp-unclear')
	expect(sctp('loaded', '26.1.5+dfsg1')).toBe('slirp4netns-sctp-ignored')
})

it('a dockerd before 28 is told by its proxy’s silence that two loopback addresses share a port', () => {
	const check = 'publish.distinct-loopbacks'
	const rule = (portDriver: Axes['portDriver'], dockerd: string) =>
		ruleId(cell({ portDriver }, {}, { dockerd }), check)
	expect(rule('builtin', '26.1.5+dfsg1')).toBe('distinct-loopbacks-proxy-ends')
	expect(rule('slirp4netns', '26.1.5+dfsg1')).toBe('distinct-loopbacks-proxy-ends')
	expect(rule('builtin', '28.5.2+dfsg4')).toBe('distinct-loopbacks-collide')
	expect(rule('slirp4netns', '28.5.2+dfsg4')).toBe('slirp4netns-distinct-loopbacks-collide')
	const forms = knownIssues.find(({ id }) => id === 'distinct-loopbacks-proxy-ends')?.checks[check]
	const way = (words: string) => [
		{ way: '127.0.0.2', ok: true as const },
		{ way: '127.0.0.3', ok: false as const, form: { kind: 'daemon-refused' as const, words } },
	]
	expect(failsAsKnown(forms ?? {}, way('Timed out proxy starting the userland proxy'))).toBe(true)
	expect(failsAsKnown(forms ?? {}, way('no such device'))).toBe(false)
})

it('a container with --network host reaches UDP of the host only where pasta follows UDP ports', () => {
	const check = 'isolation.host-network-container'
	const shut = { disableHostLoopback: true }
	const rule = (passt: string) => ruleId(cell({}, shut, { rootlesskit: '2.0.2', passt }), check)
	expect(rule('2023_03_09.7c7625d')).toBe('pasta-host-loopback-spliced-tcp')
	expect(rule('2023_12_04')).toBe('pasta-host-loopback-spliced')
})

describe('icc=false', () => {
	const shut = { icc: false, ignoreBrNetfilterError: '1' }

	it.each(['unloaded', 'absent'] as const)(
		'is a security gap with br_netfilter %s and the variable set',
		(brNetfilter) => {
			const rule = expectationFor(cell({ brNetfilter }, shut), 'bridge.icc-blocked')
			expect(rule).toMatchObject({ id: 'icc-not-enforced', severity: 'open-door' })
		},
	)

	it('must hold with br_netfilter loaded, and the variable counts only when exactly "1"', () => {
		expect(ruleId(cell({ brNetfilter: 'loaded' }, shut), 'bridge.icc-blocked')).toBeUndefined()
		const other = { icc: false, ignoreBrNetfilterError: 'true' }
		expect(ruleId(cell({ brNetfilter: 'absent' }, other), 'bridge.icc-blocked')).toBeUndefined()
		expect(ruleId(cell({ brNetfilter: 'absent' }, { icc: false }), 'bridge.icc-blocked')).toBeUndefined()
	})
})

describe('userland-proxy=false', () => {
	const off = { userlandProxy: false }

	it('with the builtin port driver keeps published ports from listening', () => {
		const builtin = cell({ network: 'slirp4netns', portDriver: 'builtin' }, off)
		expect(ruleId(builtin, 'publish.no-proxy')).toBe('no-proxy-builtin-does-not-listen')
		expect(ruleId(builtin, 'source.peer-address')).toBe('no-proxy-builtin-does-not-listen')
		expect(ruleId(cell({}, off), 'publish.no-proxy')).toBeUndefined()
	})

	it('with the builtin port driver of a newer Docker loses the source address alone', () => {
		const newer = cell({ network: 'slirp4netns', portDriver: 'builtin', docker: 'debian:28.5' }, off, {
			rootlesskit: '2.0.2',
		})
		expect(ruleId(newer, 'publish.no-proxy')).toBeUndefined()
		expect(ruleId(newer, 'source.peer-address')).toBe('builtin-loses-source-address-without-proxy')
		expect(
			ruleId({ ...newer, stack: { ...newer.stack, rootlesskit: '3.0.0' } }, 'source.peer-address'),
		).toBeUndefined()
	})

	it('without br_netfilter keeps neighbours from published ports', () => {
		expect(ruleId(cell({ brNetfilter: 'absent' }, off), 'bridge.hairpin-no-proxy')).toBeDefined()
		expect(ruleId(cell({ brNetfilter: 'loaded' }, off), 'bridge.hairpin-no-proxy')).toBeUndefined()
	})
})

it('the builtin port driver loses source addresses, the others keep them', () => {
	const slirp = { network: 'slirp4netns' }
	expect(ruleId(cell({ ...slirp, portDriver: 'builtin' }), 'source.peer-address')).toBe(
		'builtin-loses-source-address',
	)
	expect(ruleId(cell({ ...slirp, portDriver: 'slirp4netns' }), 'source.peer-address')).toBeUndefined()
	expect(ruleId(cell(), 'source.peer-address')).toBeUndefined()
})

it('what RootlessKit is told, and the MTU, change what is known', () => {
	const check = 'publish.any-v6'
	expect(ruleId(cell(), check)).toBe('pasta-no-v6-publish')
	expect(ruleId(cell({}, { rootlesskitFlags: ['--ipv6'] }), check)).toBeUndefined()
	const old = { rootlesskit: '2.0.2', passt: '2023_03_09', dockerd: '26.1.5' }
	expect(ruleId(cell({}, {}, old), 'egress.udp-fragments')).toBe('pasta-no-ip-fragments-small-mtu')
	expect(ruleId(cell({}, { mtu: 65520 }, old), 'egress.udp-fragments')).toBeUndefined()
	// What the script says itself there.
	expect(ruleId(cell({}, { mtu: 1500 }, old), 'egress.udp-fragments')).toBe('pasta-no-ip-fragments-small-mtu')
})

describe('a daemon whose bridge failed once', () => {
	const id = (dockerd: string) => ruleId(cell({}, {}, { dockerd }), 'daemon.bridge-init-recovers')

	it('is stuck up to 27.5.0 and recovers from 27.5.1 on', () => {
		expect(id('20.10.24+dfsg1')).toBe('failed-bridge-stuck')
		expect(id('27.5.0')).toBe('failed-bridge-stuck')
		expect(id('27.5.1')).toBeUndefined()
		expect(id('28.5.2+dfsg4')).toBeUndefined()
	})
})

describe('a daemon that finds bridge-nf-call-iptables=0', () => {
	const id = (dockerd: string, settings: DaemonSettings) =>
		ruleId(cell({ brNetfilter: 'loaded' }, settings, { dockerd }), 'bridge.nf-call-reset')

	it('leaves it so before 27.4 when only the userland proxy needs it', () => {
		expect(id('27.3.1', { userlandProxy: false })).toBe('no-proxy-leaves-nf-call-off')
		expect(id('27.4.0', { userlandProxy: false })).toBeUndefined()
		expect(id('26.1.5', { userlandProxy: false, icc: false })).toBeUndefined()
		expect(id('26.1.5', { icc: false })).toBeUndefined()
	})
})

describe('the rules as a whole', () => {
	const grid: ExpectationCell[] = []
	for (const brNetfilter of ['loaded', 'unloaded', 'absent'] as const)
		for (const [network, portDriver] of [
			['slirp4netns', 'builtin'],
			['slirp4netns', 'slirp4netns'],
			['pasta@2025_05_03', 'implicit'],
			['pasta@2023_03_09', 'implicit'],
			['pasta@2024_08_01', 'implicit'],
		] as const)
			for (const icc of [true, false])
				for (const userlandProxy of [true, false])
					for (const ignoreBrNetfilterError of ['', '1'])
						for (const rootlesskit of ['2.0.2', '2.3.2', '3.2.0'])
							for (const dockerd of ['26.1.5+dfsg1', '28.5.2+dfsg4'])
								grid.push(
									cell(
										{ brNetfilter, network, portDriver },
										{ icc, userlandProxy, ignoreBrNetfilterError },
										{ rootlesskit, dockerd },
									),
								)

	it('never give two answers for one check of one cell', () => {
		for (const at of grid) {
			const claimed = knownIssues
				.filter((rule) => ruleHolds(rule, at))
				.flatMap((rule) => Object.keys(rule.checks))
			expect(claimed, JSON.stringify(at)).toEqual([...new Set(claimed)])
		}
	})

	it('each hold somewhere, and nowhere for every cell', () => {
		for (const rule of knownIssues) {
			const [first] = witnesses(rule.when)
			expect(first && ruleHolds(rule, first), rule.id).toBe(true)
			expect(
				grid.every((at) => ruleHolds(rule, at)),
				rule.id,
			).toBe(false)
		}
	})

	it('have ids of their own and a link each', () => {
		expect(new Set(knownIssues.map((rule) => rule.id)).size).toBe(knownIssues.length)
		for (const rule of knownIssues) expect(rule.see).toMatch(/^https:\/\/(github\.com|passt\.top)\//)
	})

	it('are dated only where they exist, and only read of where no run has shown them', () => {
		for (const id of Object.keys(lastSeen)) {
			const rule = knownIssues.find((one) => one.id === id)
			expect(rule, id).toBeDefined()
			expect(rule?.seen, id).not.toBe('read')
			expect(lastSeen[id]).toMatch(/^20\d\d-(0[1-9]|1[0-2])(-[0-3]\d)?$/)
		}
	})

	it('can be replaced, so that a test can show what removing one does', () => {
		const none: Rule[] = []
		expect(
			expectationFor(cell({}, {}, { rootlesskit: '2.0.2' }), 'publish.loopback-only-v4', none),
		).toBeUndefined()
	})
})

describe('the words of a daemon', () => {
	// As 26.1.5 said them in a VM.
	const id = '616c7251c3fb4838dbdfdc4c1309ef1ee28528f6bc3b9e4169dd387c91557d76'
	const clash = (name: string) =>
		`cannot create network ${id} (${name}): conflicts with network ${id} (${name}): networks have same bridge name`
	const rule = knownIssues.find((one) => one.id === 'failed-bridge-stuck')
	const known = (check: string, way: string, form: Form) =>
		failsAsKnown(rule?.checks[check] ?? {}, [{ way, ok: false, form }])

	it('are kept as far as what a known issue looks for in them', () => {
		const start = `failed to start daemon: Error initializing network controller: error creating default "bridge" network: ${clash('docker0')}`
		expect(
			known('daemon.bridge-init-recovers', 'start', { kind: 'daemon-down', words: formText(start) }),
		).toBe(true)
		const again = `(HTTP code 403) unexpected - ${clash('rm-hurt-fd92cb')}`
		const refused: Form = { kind: 'daemon-refused', words: formText(again) }
		expect(known('daemon.user-network-recovers', 'create-again', refused)).toBe(true)
	})
})

it('a pattern that goes on behind its last match answers the same each time', () => {
	const form: Form = { kind: 'daemon-refused', words: 'no route to host' }
	for (const words of [/no route/g, /no route/y]) {
		const asked = () =>
			failsAsKnown({ '*': { kind: 'daemon-refused', words } }, [{ way: 'a', ok: false, form }])
		expect([asked(), asked(), asked()]).toEqual([true, true, true])
	}
})
