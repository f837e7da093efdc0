import { type Axes, chineseReason, type DaemonSettings } from '#results'
import { exampleAxes as axes } from '#results/testing'
import { describe, expect, it } from 'vitest'
import { always } from '../check/condition.ts'
import { brNetfilterContract } from '../conditions/br-netfilter.ts'
import { networkIccContract } from '../conditions/network-icc.ts'
import { type DaemonState, viewOf } from '../check/cell-facts.ts'
import { catalogue, catalogueEntry, checkModules, skipReason } from './index.ts'

function cell(over: Partial<Axes> = {}, daemonSettings: DaemonSettings = {}, dockerd = '26.1.5+dfsg1') {
	return {
		cell: { id: '0'.repeat(12), slug: 'x', axes: { ...axes, ...over }, daemonSettings },
		stack: { dockerd, origins: [] },
		asked: {},
	}
}

const active: DaemonState = { state: 'active' }
const refused: DaemonState = {
	state: 'refused',
	journal: 'Starting\ntime="…" failed to start daemon: no sysctl\ndocker.service: Failed.\n',
}

const skipped = (facts: ReturnType<typeof cell>, daemon: DaemonState = active) =>
	Object.fromEntries(
		catalogue.flatMap((entry) => {
			const reason = skipReason(entry, { ...facts, daemon })
			return reason === undefined ? [] : [[entry.id, reason]]
		}),
	)

/** As `skipped`, of the checks whose meaning br_netfilter and icc decide. */
const skippedForBridge = (facts: ReturnType<typeof cell>) =>
	Object.fromEntries(
		Object.entries(skipped(facts)).filter(([id]) =>
			/^(daemon\.(starts|br-|network-icc)|bridge\.(icc|default|same|nf-call))/.test(id),
		),
	)

const icc = { icc: false }

it('host loopback enabled has no contract before Docker 26.0, whose script always disables it', () => {
	const enabled = { disableHostLoopback: false }
	const reason = (dockerd: string, settings: DaemonSettings) =>
		skipped(cell({}, settings, dockerd))['isolation.host-loopback']
	expect(reason('20.10.24+dfsg1', enabled)).toContain('only since 26.0')
	expect(reason('26.1.5+dfsg1', enabled)).toBeUndefined()
	expect(reason('20.10.24+dfsg1', {})).toBeUndefined()
})

it('before Docker 23.0 nothing is asked whose answer is a start of the daemon: its unit tells of none', () => {
	const old = Object.keys(skipped(cell({}, {}, '20.10.24+dfsg1')))
	const now = Object.keys(skipped(cell({}, {}, '26.1.5+dfsg1')))
	expect(old.filter((id) => !now.includes(id))).toEqual([
		...['daemon.bridge-init-recovers', 'dns.stub-resolver'],
		...['daemon.user-network-recovers', 'daemon.restart-keeps-publish'],
		...['daemon.start-time', 'dns.linked-resolv-conf', 'daemon.no-default-route'],
	])
})

it('with bridge: none what asks the default bridge is not asked, and all else is as it is by default', () => {
	const usual = skipped(cell())
	const none = skipped(cell({}, { bridge: 'none' }))
	const added = Object.fromEntries(Object.entries(none).filter(([id, reason]) => usual[id] !== reason))
	const [noBridge, noNetwork] = [
		'bridge is none: there is no default bridge',
		'bridge is none: a RUN step has no network',
	]
	expect(added).toEqual({
		'bridge.default-bridge': noBridge,
		'bridge.icc-blocked': noBridge,
		'daemon.bridge-init-recovers': noBridge,
		'build.network': noNetwork,
		'isolation.build-host-loopback': noNetwork,
	})
	expect(Object.keys(usual).filter((id) => !(id in none))).toEqual([])
	for (const reason of Object.values(added)) expect(chineseReason(reason)).toMatch(/^bridge 为 none：/)
})

// The cells of the preset `quick`.
describe('in a cell of the first matrix', () => {
	it('(a) the default configuration has no contract for refusals and icc', () => {
		expect(skippedForBridge(cell())).toEqual({
			'daemon.br-netfilter-error': 'nothing in this configuration needs br_netfilter',
			'daemon.br-netfilter-ignored': 'nothing in this configuration needs br_netfilter',
			'daemon.network-icc-option': 'br_netfilter is loaded',
			'bridge.nf-call-reset': 'nothing in this configuration needs br_netfilter',
			'bridge.icc-blocked': 'icc is on: neighbours on the default bridge may talk',
		})
	})

	it('(b, c) pasta with implicit is asked the same', () => {
		const pasta = cell({ network: 'pasta@2025_05_03', portDriver: 'implicit' })
		expect(skippedForBridge(pasta)).toEqual(skippedForBridge(cell()))
	})

	it('(d) icc=false with the module loaded: the block is the check, the open bridge is not', () => {
		expect(skippedForBridge(cell({}, icc))).toEqual({
			'daemon.br-netfilter-error': 'br_netfilter is loaded',
			'daemon.br-netfilter-ignored': 'br_netfilter is loaded',
			'daemon.network-icc-option': 'br_netfilter is loaded',
			'bridge.default-bridge': 'icc=false shuts the default bridge: see bridge.icc-blocked',
		})
	})

	it('(e) icc=false without the module: only the refusal and the kernel’s facts are left', () => {
		const reasons = skipped(cell({ brNetfilter: 'absent' }, icc), refused)
		const ids = catalogue.map(({ id }) => id).filter((id) => !(id in reasons))
		expect(ids).toEqual(['daemon.br-netfilter-error', 'kernel.facts'])
		expect(reasons['daemon.starts']).toContain('see daemon.br-netfilter-error')
		expect(reasons['egress.tcp']).toBe('the daemon does not run: failed to start daemon: no sysctl')
	})

	it('(f) with the variable the daemon is to start, and the block is checked all the same', () => {
		const settings = { icc: false, ignoreBrNetfilterError: '1' }
		const reasons = skipped(cell({ brNetfilter: 'absent', docker: 'debian:28.5' }, settings, '28.5.2+dfsg4'))
		expect(reasons).not.toHaveProperty('daemon.starts')
		expect(reasons).not.toHaveProperty(['daemon.br-netfilter-ignored'])
		expect(reasons).not.toHaveProperty(['bridge.icc-blocked'])
		expect(reasons).toHaveProperty(['daemon.br-netfilter-error'])
		expect(reasons['bridge.nf-call-reset']).toBe('there is no such sysctl: br_netfilter is absent')
	})
})

describe('one network without inter-container communication', () => {
	const contract = (settings: DaemonSettings, dockerd: string) =>
		networkIccContract({
			...cell({ brNetfilter: 'unloaded' }, settings, dockerd).cell,
			stack: { origins: [] },
			versions: { dockerd },
		})

	it('is refused without the module as a daemon with icc=false would refuse, without the words of a start', () => {
		expect(contract({}, '26.1.5+dfsg1')).toEqual({
			kind: 'refuses',
			message:
				'cannot restrict inter-container communication: ensure that the br_netfilter kernel module is loaded',
		})
		expect(contract({}, '20.10.24+dfsg1')).toMatchObject({
			message: expect.stringMatching(/: please ensure that br_netfilter kernel module is loaded$/) as string,
		})
		expect(contract({}, '28.5.2')).toMatchObject({
			kind: 'refuses',
			message: expect.stringMatching(
				/^cannot restrict .* DOCKER_IGNORE_BR_NETFILTER_ERROR=1 to ignore$/,
			) as string,
		})
	})

	it('is let through with the variable from 27.5.1 on', () => {
		expect(contract({ ignoreBrNetfilterError: '1' }, '27.5.1').kind).toBe('ignores')
		expect(contract({ ignoreBrNetfilterError: '1' }, '27.5.0').kind).toBe('refuses')
	})
})

it('a daemon that failed for another reason skips what needs it, with its last words, and not daemon.starts', () => {
	const reasons = skipped(cell(), { state: 'failed', journal: 'one\nno space left\n\n' })
	expect(reasons['egress.tcp']).toBe('the daemon does not run: no space left')
	expect(reasons).not.toHaveProperty(['daemon.starts'])
})

describe('the br_netfilter contract', () => {
	const contract = (settings: DaemonSettings, dockerd: string, over: Partial<Axes> = {}) =>
		brNetfilterContract({
			...cell({ brNetfilter: 'unloaded', ...over }, settings).cell,
			stack: { origins: [] },
			versions: { dockerd },
		})

	it.each([
		['26.1.5+dfsg1', 'not-needed'],
		['27.3.1', 'not-needed'],
		['27.4.0', 'refuses'],
		['28.5.2+dfsg4-5', 'refuses'],
	])('userland-proxy=false with %s: %s', (dockerd, kind) => {
		expect(contract({ userlandProxy: false }, dockerd).kind).toBe(kind)
	})

	it.each([
		['26.1.5+dfsg1', '1', 'refuses'],
		['27.5.0', '1', 'refuses'],
		['27.5.1', '1', 'ignores'],
		['28.5.2+dfsg4-5', '1', 'ignores'],
		['28.5.2+dfsg4-5', 'true', 'refuses'],
		['28.5.2+dfsg4-5', '', 'refuses'],
	])('icc=false with %s and the variable "%s": %s', (dockerd, variable, kind) => {
		expect(contract({ icc: false, ignoreBrNetfilterError: variable }, dockerd).kind).toBe(kind)
	})

	it('names the text of the version', () => {
		expect(contract({ icc: false }, '26.1.5')).toEqual({
			kind: 'refuses',
			message:
				'cannot restrict inter-container communication: ensure that the br_netfilter kernel module is loaded',
		})
		expect(contract({ icc: false }, '27.5.1')).toEqual({
			kind: 'refuses',
			message:
				'failed to start daemon: Error initializing network controller: error creating default "bridge" network: cannot restrict inter-container communication or run without the userland proxy: stat /proc/sys/net/bridge/bridge-nf-call-iptables: no such file or directory: set environment variable DOCKER_IGNORE_BR_NETFILTER_ERROR=1 to ignore',
		})
	})

	it('takes the version that was asked for while none is reported', () => {
		const { cell: planned } = cell({ brNetfilter: 'absent' }, icc)
		const view = viewOf({ cell: planned, stack: { origins: [] }, asked: { dockerd: '28.5' } })
		expect(brNetfilterContract(view)).toMatchObject({
			message: expect.stringContaining('DOCKER_IGNORE_BR_NETFILTER_ERROR') as string,
		})
	})
})

it('an unknown id is an error, and every id is there once', () => {
	expect(() => catalogueEntry('publish.any-v5')).toThrow(RangeError)
	expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length)
})

it('says in words when a check applies', () => {
	const silent = catalogue.filter(
		({ applies }) => applies !== always && ['', always.label].includes(applies.label),
	)
	expect(silent.map(({ id }) => id)).toEqual([])
})

it('begins with what explains the rest, and ends with what restarts the daemon, one after the other', () => {
	expect(catalogue[0]?.id).toBe('daemon.starts')
	const restarting = checkModules.filter(({ afterAll }) => afterAll !== undefined)
	expect(restarting).toEqual(checkModules.slice(-restarting.length))
	for (const { id, serial } of restarting.flatMap(({ checks }) => checks)) expect(serial, id).toBeDefined()
})
