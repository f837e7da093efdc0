import { brNetfilterState, type DaemonSettings } from '../schema/index.ts'
import { justBefore, inRange, rangesOf } from '../versions/index.ts'
import { defaultSettings, type ExpectationCell } from './match.ts'
import type { EffectiveSettings, RuleConditions } from './rule.ts'
import { stackParts, type StackPart } from '../model/index.ts'

/** What a part may be where a condition leaves it open: versions on both sides of every change that checks know of. */
const usual: Record<StackPart, readonly string[]> = {
	dockerd: ['28.5.2', '27.5.1', '26.1.5', '20.10.24'],
	containerd: ['1.7.24'],
	runc: ['1.1.15'],
	rootlesskit: ['2.3.2', '2.0.2', '1.1.0'],
	slirp4netns: ['1.2.1'],
	passt: ['2026_10_02', '2026_05_10', '2025_05_03', '2024_08_01', '2023_03_09'],
	network: [],
	kernel: ['6.12.0'],
}

const ways = [
	['slirp4netns', 'builtin'],
	['slirp4netns', 'slirp4netns'],
	['pasta', 'implicit'],
	// Only where a rule is about it.
	['gvisor-tap-vsock', 'builtin'],
] as const

const settingValues: { readonly [K in keyof EffectiveSettings]: readonly EffectiveSettings[K][] } = {
	icc: [true, false],
	userlandProxy: [true, false],
	ignoreBrNetfilterError: ['', '1'],
	ipv6: [false, true],
	disableHostLoopback: [true, false],
	// A rule that wants another says so: each value more doubles the cells.
	rootlesskitIpv6: [false],
	mtu: ['default'],
}

/** As a profile would say it. */
function settingsOf({
	rootlesskitIpv6,
	mtu,
	...settings
}: Readonly<Record<string, unknown>>): DaemonSettings {
	return {
		...settings,
		...(rootlesskitIpv6 === true ? { rootlesskitFlags: ['--ipv6'] } : {}),
		...(typeof mtu === 'number' ? { mtu } : {}),
	}
}

function versionsOf(part: StackPart, { versions = {} }: RuleConditions): readonly string[] {
	const ranges = versions[part]
	if (ranges === undefined) return usual[part]
	const kind = stackParts[part]
	const ends = rangesOf(ranges).flatMap(({ from, before }) => [
		...(from === undefined ? [] : [from]),
		...(before === undefined ? [] : [justBefore(kind, before)]),
	])
	return [...new Set([...ends, ...usual[part]])].filter((one) => inRange(kind, one, ranges) === true)
}

function* combinations<T>(lists: readonly (readonly T[])[]): Generator<T[]> {
	const [first, ...rest] = lists
	if (first === undefined) yield []
	else for (const value of first) for (const others of combinations(rest)) yield [value, ...others]
}

/** Cells in which the conditions hold: enough of them to find one that is possible, if there is any. */
export function* witnesses(when: RuleConditions): Generator<ExpectationCell> {
	const { axes = {}, daemon = {}, versions = {} } = when
	const settingNames = Object.keys(defaultSettings) as (keyof EffectiveSettings)[]
	const values = settingNames.map((name): readonly unknown[] => daemon[name] ?? settingValues[name])
	const profiles = [...combinations(values)].map((set) =>
		settingsOf(Object.fromEntries(settingNames.map((name, at) => [name, set[at]]))),
	)
	const containerd = versionsOf('containerd', when)[0]
	const runc = versionsOf('runc', when)[0]
	for (const [network, portDriver] of ways) {
		if (axes.network?.includes(network) === false || axes.portDriver?.includes(portDriver) === false) continue
		const gvisor = network === 'gvisor-tap-vsock'
		if (gvisor && axes.network === undefined) continue
		const pasta = network === 'pasta'
		if (versions[pasta ? 'slirp4netns' : 'passt'] !== undefined) continue
		const stacks = [
			...combinations([
				versionsOf('dockerd', when),
				versionsOf('rootlesskit', when),
				versionsOf(pasta ? 'passt' : 'slirp4netns', when),
				versionsOf('kernel', when),
			]),
		]
		for (const brNetfilter of axes.brNetfilter ?? brNetfilterState.options)
			for (const daemonSettings of profiles)
				for (const [dockerd = '', rootlesskit = '', driver = '', kernel = ''] of stacks)
					yield {
						axes: {
							kernel: `debian:${kernel}-cloud-amd64`,
							brNetfilter,
							docker: `upstream:${dockerd}`,
							rootlesskit: `upstream:${rootlesskit}`,
							network: gvisor ? network : `${network}@${driver}`,
							portDriver,
							daemon: 'witness',
							...(axes.guest === undefined ? {} : { guest: axes.guest[0] }),
							...(axes.cmdlineWord === undefined ? {} : { cmdline: axes.cmdlineWord[0] }),
							...(axes.moduleAbsent === undefined ? {} : { modules: `${axes.moduleAbsent[0]}=absent` }),
						},
						daemonSettings,
						stack: {
							dockerd,
							rootlesskit,
							containerd,
							runc,
							...(pasta ? { passt: driver } : { slirp4netns: driver }),
							kernelRelease: kernel,
							origins: [],
						},
					}
	}
}
