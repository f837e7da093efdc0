import { describe, expect, it } from 'vitest'
import { advised, holds, open, ran, reset, said, slirp, talks, type Tried } from '../testing/tried-27-5-1.ts'
import { chinese } from '../words/catalogue/chinese.js'
import { english } from '../words/catalogue/english.js'
import { dockerName, saidDecisions } from './index.ts'

describe('the decision about 27.5.1', () => {
	it('is one line, with what came of which configurations', () => {
		const one = said(ran({ checks: holds }, { stack: { rootlesskit: '2.0.2' }, checks: reset }))
		expect(one.line).toBe('Docker 27.5.1 works with gaps')
		expect(one.where.map(({ words, cells }) => [words, cells])).toEqual([
			['works on 1 of 2 configurations', [0]],
			['works with gaps on 1 of 2 configurations', [1]],
		])
	})

	it('says of RootlessKit 2.3.2 with a newer passt what it opens, where that held, and what opens nothing', () => {
		const results = ran({ checks: holds }, { stack: { rootlesskit: '2.0.2' }, checks: reset })
		expect(advised(results)).toEqual([
			'With RootlessKit < 2.3.2, passt ≥ 2024_10_30.ee7d0b6: use slirp4netns with the port driver builtin instead of pasta (fails then, as known: source.peer-address, publish.two-lan-addresses)',
			"With passt ≥ 2024_10_30.ee7d0b6, port driver implicit: upgrade RootlessKit to 2.3.2 or newer, which opens a security gap: A service on 127.0.0.1 in RootlessKit's namespace answers on the VM's 127.0.0.1",
		])
		expect(said(results).advice[0]?.held).toEqual([0])
	})

	it('tells a configuration the same whatever else was asked of it, and beside whichever others it stands', () => {
		const alone = { stack: { rootlesskit: '2.0.2' }, checks: reset } as const
		const asked = { ...alone, checks: { ...reset, 'isolation.netns-loopback': undefined } }
		// There every published port hangs on pasta: slirp4netns would cost them all.
		const other = { ...alone, daemon: { userlandProxy: false } } as const
		expect(advised(ran(asked))).toEqual(advised(ran(alone)))
		const [safe, open] = advised(ran(alone))
		expect(advised(ran(other, alone))).toEqual([open, `${safe} (cell 2)`])
		expect(advised(ran(other))).toEqual([open])
	})

	it('advises nothing that breaks what nobody can do without, and says so', () => {
		const answers = { kind: 'answered', by: 'host-7012' } as const
		const results = ran({
			daemon: { userlandProxy: false },
			checks: { 'isolation.netns-loopback': { 'host.tcp': answers, 'host.udp': answers } },
		})
		expect(advised(results)).toEqual([
			'With RootlessKit ≥ 2.3.2, passt ≥ 2024_10_30.ee7d0b6: use slirp4netns with the port driver builtin instead of pasta, which breaks more than it mends: publish.no-proxy',
		])
	})

	it('follows an issue that begins where another one ends, to the version that ends both', () => {
		const taken = { kind: 'daemon-refused', words: 'Timed out proxy starting the userland proxy' } as const
		const collide = { 'publish.distinct-loopbacks': { '127.0.0.3': taken } }
		expect(advised(ran({ axes: slirp, checks: collide }))).toEqual([
			'With port driver builtin or slirp4netns: upgrade Docker to 29.6.0 or newer (read about, not measured) (--network host is the host’s own network then)',
		])
	})

	it('calls icc=false without br_netfilter a security gap, with its consequence, and nobody a pass', () => {
		const results = ran({ axes: { ...slirp, brNetfilter: 'absent' }, daemon: open, checks: talks })
		expect(said(results)).toMatchObject({ shown: 'open', line: 'Docker 27.5.1 works with gaps' })
		expect(said(results).gaps[0]?.consequence).toMatch(/every container on the default bridge/)
		expect(advised(results)).toEqual([
			'With br_netfilter unloaded or absent, DOCKER_IGNORE_BR_NETFILTER_ERROR=1: do not rely on icc=false',
			'With icc=false, DOCKER_IGNORE_BR_NETFILTER_ERROR=1: run a kernel that has br_netfilter, and load it on the host, as root: modprobe br_netfilter',
		])
	})

	it('never advises to give a restriction up, nor what opens a security gap', () => {
		const results = ran({ axes: { ...slirp, brNetfilter: 'unloaded' }, daemon: open, checks: talks })
		expect(advised(results).join()).not.toMatch(/leave icc at its default/)
	})

	it('does not work with the passt that dies, and takes the one that was mended', () => {
		const words = 'Dual stack forward, but IPv6 not enabled'
		const results = ran({
			axes: { network: 'pasta@2026_05_07' },
			stack: { passt: '2026_05_07.1afd4ed' },
			checks: { 'daemon.starts': { unit: { kind: 'daemon-down', words } } },
		})
		expect(said(results)).toMatchObject({ shown: 'fail', line: 'Docker 27.5.1 does not work' })
		expect(advised(results)).toEqual([
			expect.stringMatching(/use slirp4netns with the port driver builtin instead of pasta/),
			expect.stringMatching(
				/upgrade passt to 2026_05_26\.038c51e or newer \(from 2026_07_28 on .*\), which opens a security gap: /,
			),
		])
	})

	it('does not work where no published port listens', () => {
		const refused = { kind: 'refused' } as const
		const results = ran({
			axes: slirp,
			daemon: { userlandProxy: false },
			checks: { 'publish.no-proxy': { 'host.loopback': refused, 'host.lan': refused, 'peer.lan': refused } },
		})
		expect(said(results).line).toBe('Docker 27.5.1 does not work')
		expect(advised(results)[0]).toMatch(/upgrade Docker to 28\.0\.0 or newer/)
	})

	it('takes the version that its own rule names, whatever other rules speak there', () => {
		const words = 'networks have same bridge name'
		const results = ran({
			axes: { ...slirp, docker: 'debian:26.1' },
			stack: { dockerd: '26.1.5', rootlesskit: '2.0.2' },
			checks: {
				'publish.sctp-error': { refusal: { kind: 'daemon-accepted' } },
				'daemon.bridge-init-recovers': { start: { kind: 'daemon-down', words } },
			},
		})
		const stuck = said(results).advice.find(({ title }) => title.startsWith('A bridge that failed'))
		expect(stuck?.advice).toEqual(['upgrade Docker to 27.5.1 or newer (but not ≥ 29.5.0, < 29.5.3)'])
		expect(advised(results).join()).not.toContain('go back')
	})

	it('names what nobody knew of as a gap, and what broke as undecided', () => {
		const lost = { 'egress.mtu': { tcp: { kind: 'lost' } } } as const
		expect(said(ran({ checks: lost })).where[0]?.words).toMatch(/^works with gaps on 1 of 1/)
		const broken = said(ran({ end: ['error', 'the guest panicked'] }))
		expect(broken).toMatchObject({ shown: 'error', line: 'Docker 27.5.1 could not be decided' })
	})

	it('folds what was not tried to one line with the reason', () => {
		const gone = said(ran({ end: ['unavailable', 'gone'] }, { end: ['unavailable', 'gone'] }))
		expect(gone.where).toEqual([])
		expect(gone.untried).toEqual({
			what: 'Docker 27.5.1 (2 cells)',
			cells: [0, 1],
			reasons: ['gone'],
		})
	})

	it('takes what a run that was killed never came to for not tried, not for broken', () => {
		const killed = said(ran({ checks: holds }, { end: 'never' }))
		expect(killed.line).toBe('Docker 27.5.1 works')
		expect(killed.where.map(({ words }) => words)).toEqual(['works on 1 of 1 configuration'])
		expect(killed.untried?.what).toBe('Docker 27.5.1 (1 cell)')
		expect(said(ran({ end: 'never' }))).toMatchObject({
			where: [],
			untried: { what: 'Docker 27.5.1 (1 cell)', reasons: ['the cell was never started'] },
		})
	})

	it('says of a group why, by settings and not by the names of profiles', () => {
		const refused = { kind: 'refused' } as const
		const dead = {
			'publish.no-proxy': { 'host.loopback': refused, 'host.lan': refused, 'peer.lan': refused },
		}
		const noProxy = (daemon: string, more: Tried['daemon'], brNetfilter: 'loaded' | 'absent'): Tried => ({
			axes: { ...slirp, daemon, brNetfilter },
			daemon: { userlandProxy: false, ...more },
			checks: dead,
		})
		const refuses: Tried = {
			axes: { ...slirp, brNetfilter: 'absent', daemon: 'no-proxy' },
			daemon: { userlandProxy: false },
			starts: false,
			checks: { 'daemon.br-netfilter-error': undefined },
		}
		const fails = [
			noProxy('no-proxy', {}, 'loaded'),
			noProxy('no-proxy-ignored', { ignoreBrNetfilterError: '1' }, 'absent'),
		]
		const words = (...tried: Tried[]) => said(ran(...tried)).where.map((one) => one.words)
		const works = { axes: slirp, checks: holds }
		expect(words(works, ...fails, refuses)).toEqual([
			'works on 1 of 4 configurations',
			'does not work on 2 of 4 configurations: port driver builtin, userland-proxy=false',
			'refuses to start as documented on 1 of 4 configurations: br_netfilter absent, userland-proxy=false, DOCKER_IGNORE_BR_NETFILTER_ERROR not set',
		])
		const [zh] = saidDecisions(ran(works, ...fails, refuses), chinese)
		expect(zh?.where.at(-1)?.words).toMatch(
			/：br_netfilter 不存在、userland-proxy=false、未设置 DOCKER_IGNORE_BR_NETFILTER_ERROR$/,
		)
	})

	it('says of a group that no rule explains what sets it apart', () => {
		const lost = { 'egress.tcp': { tcp: { kind: 'lost' } } } as const
		const [works, fails] = [{ axes: slirp, checks: holds }, { checks: lost }] as const
		const words = (...tried: Tried[]) => said(ran(...tried)).where.map((one) => one.words)
		expect(words(works, fails).slice(0, 2)).toEqual([
			'works on 1 of 2 configurations: slirp4netns',
			expect.stringMatching(/^does not work on 1 of 2 configurations: pasta/),
		])
		// One like it works: nothing does.
		expect(words(works, { ...works, checks: lost })[1]).toBe('does not work on 1 of 2 configurations')
	})

	it('names a RootlessKit as one', () => {
		const kit = (rootlesskit: string): Tried => ({ axes: { rootlesskit }, checks: holds })
		const [bundled, newer] = [kit('bundled'), { ...kit('upstream:3.3.0'), checks: reset }]
		expect(said(ran(bundled, newer)).take[0]?.words).toBe(
			'take RootlessKit bundled (no security gap in what was asked)',
		)
	})

	it('names two ranges of one rule once, with the conditions of both and the worse consequence', () => {
		const [tcp, both] = [
			{ tcp: { kind: 'answered', by: 'host-7011' } },
			{ tcp: { kind: 'answered', by: 'host-7011' }, udp: { kind: 'answered', by: 'host-7011' } },
		] as const
		const of = (passt: string, ways: typeof tcp | typeof both): Tried => ({
			stack: { passt },
			checks: { 'isolation.host-network-container': ways },
		})
		const { gaps, avoid } = said(ran(of('2023_03_09', tcp), of('2025_05_03', both)))
		expect(gaps.map(({ title, cells }) => [title, cells])).toEqual([
			["A container with --network host reaches the VM's 127.0.0.1", [0, 1]],
		])
		expect(gaps[0]?.consequence).not.toContain('over TCP')
		const where = 'With RootlessKit < 3.1.0, port driver implicit'
		expect(avoid).toEqual([`${where}: do not rely on disable-host-loopback`])
		expect(gaps[0]?.advice).toEqual([
			...avoid,
			'With port driver implicit: upgrade RootlessKit to 3.1.0 or newer (read about, not measured)',
			// Who ships 2.3.2 cannot wait for it.
			'With RootlessKit < 3.1.0: use slirp4netns with the port driver builtin instead of pasta (fails then, as known: source.peer-address, publish.two-lan-addresses)',
		])
	})

	it('is the first of the Dockers, wherever the plan names it, but after one with a security gap', () => {
		const of = (docker: string) => ({ axes: { docker }, checks: holds })
		const order = (...tried: Tried[]) =>
			saidDecisions(ran(...tried), english).map(({ line }) => /\d[\d.]*/.exec(line)?.[0])
		expect(order(of('debian:28.5'), of('debian:26.1'), of('upstream:27.5.1'))).toEqual([
			'27.5.1',
			'26.1',
			'28.5',
		])
		const gap = {
			axes: { ...slirp, brNetfilter: 'absent', docker: 'debian:28.5' },
			daemon: open,
			checks: talks,
		} as const
		expect(order(of('upstream:27.5.1'), gap)).toEqual(['28.5', '27.5.1'])
	})

	it('says the same of the same cells in Chinese', () => {
		const results = ran({ checks: holds }, { stack: { rootlesskit: '2.0.2' }, checks: reset })
		const [zh] = saidDecisions(results, chinese)
		expect(zh?.line).toBe('Docker 27.5.1：部分可用')
		expect(zh?.where.map(({ cells }) => cells)).toEqual(said(results).where.map(({ cells }) => cells))
		expect(zh?.advice[0]?.advice).toEqual([
			'RootlessKit < 2.3.2、passt ≥ 2024_10_30.ee7d0b6 时：改用 slirp4netns 与端口驱动 builtin，不用 pasta（代价：source.peer-address、publish.two-lan-addresses 会失败，属已知问题）',
			'passt ≥ 2024_10_30.ee7d0b6、端口驱动 implicit 时：将 RootlessKit 升级到 2.3.2 或更高版本，但会造成隔离失效：RootlessKit 网络命名空间内 127.0.0.1 上的服务可经虚拟机的 127.0.0.1 访问',
		])
	})
})

it('an axis value is called as upstream calls it', () => {
	expect(dockerName('upstream:27.5.1')).toBe('27.5.1')
	expect(dockerName('debian:26.1')).toBe('debian:26.1')
})
