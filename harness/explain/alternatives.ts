import {
	defaultSettings,
	type ExpectationCell,
	inRange,
	justBefore,
	rangesOf,
	type Rule,
	stackParts,
	type StackPart,
	stackVersion,
	compareVersions,
	networkDriver,
	type VersionRange,
} from '#results'
import type { Expectation } from './explain.ts'

/** The same cell with one thing done about it. */
export interface Alternative {
	readonly kind: 'upgrade' | 'downgrade' | 'kernel' | 'setting' | 'network'
	/** What to do, as one would tell somebody. */
	readonly what: string
	readonly cell: ExpectationCell
}

const names: Record<StackPart, string> = {
	dockerd: 'Docker',
	containerd: 'containerd',
	runc: 'runc',
	rootlesskit: 'RootlessKit',
	slirp4netns: 'slirp4netns',
	passt: 'passt',
	kernel: 'the kernel',
}

const withVersion = (cell: ExpectationCell, part: StackPart, version: string): ExpectationCell => ({
	...cell,
	stack: { ...cell.stack, [part === 'kernel' ? 'kernelRelease' : part]: version },
})

/** Versions at which a rule about this cell begins or ends. */
function* versionChanges(rule: Rule, cell: ExpectationCell): Generator<Alternative> {
	for (const part of Object.keys(rule.when.versions ?? {}) as StackPart[]) {
		const now = stackVersion(part, cell)
		const ranges = rangesOf(rule.when.versions?.[part] ?? {})
		// Of several, the one that this version lies in; where it is not known, any of them may be.
		const around = ranges.filter(
			(range) => now === undefined || inRange(stackParts[part], now, range) === true,
		)
		for (const range of around) yield* endsOf(range, part, cell)
	}
}

function* endsOf(
	{ from, before }: VersionRange,
	part: StackPart,
	cell: ExpectationCell,
): Generator<Alternative> {
	const now = stackVersion(part, cell)
	const isOlder = (end: string) => now === undefined || (compareVersions(stackParts[part], now, end) ?? 0) < 0
	if (before !== undefined && isOlder(before))
		yield {
			kind: 'upgrade',
			what: `Upgrade ${names[part]} to ${before} or newer`,
			cell: withVersion(cell, part, before),
		}
	if (from !== undefined && now !== undefined && !isOlder(from))
		yield {
			kind: 'downgrade',
			what: `Go back to a ${names[part]} from before ${from}`,
			cell: withVersion(cell, part, justBefore(stackParts[part], from)),
		}
}

function* settingChanges(cell: ExpectationCell): Generator<Alternative> {
	const { daemonSettings } = cell
	for (const key of Object.keys(spelt) as (keyof typeof spelt)[]) {
		const value = daemonSettings[key]
		if (value === undefined || value === defaultSettings[key] || key === 'ignoreBrNetfilterError') continue
		const { [key]: _, ...rest } = daemonSettings
		yield {
			kind: 'setting',
			what: `Leave ${spelt[key]} at its default`,
			cell: { ...cell, daemonSettings: rest },
		}
	}
	if (daemonSettings.ignoreBrNetfilterError === '1') return
	const ignoring = { ...cell, daemonSettings: { ...daemonSettings, ignoreBrNetfilterError: '1' } }
	yield { kind: 'setting', what: `Set ${spelt.ignoreBrNetfilterError}=1`, cell: ignoring }
}

export const spelt: Readonly<
	Record<Exclude<keyof typeof defaultSettings, 'rootlesskitIpv6' | 'mtu'>, string>
> = {
	icc: 'icc',
	userlandProxy: 'userland-proxy',
	ignoreBrNetfilterError: 'DOCKER_IGNORE_BR_NETFILTER_ERROR',
	ipv6: 'ipv6',
	disableHostLoopback: 'disable-host-loopback',
}

function* kernelChanges(cell: ExpectationCell): Generator<Alternative> {
	const { brNetfilter } = cell.axes
	if (brNetfilter === 'loaded') return
	yield {
		kind: 'kernel',
		what:
			brNetfilter === 'unloaded'
				? 'Load br_netfilter on the host, as root: modprobe br_netfilter'
				: 'Run a kernel that has br_netfilter, and load it on the host, as root: modprobe br_netfilter',
		cell: { ...cell, axes: { ...cell.axes, brNetfilter: 'loaded' } },
	}
}

/** slirp4netns with either port driver; to pasta only a version would lead, and which one is a question of its own. */
function* networkChanges(cell: ExpectationCell): Generator<Alternative> {
	for (const portDriver of ['builtin', 'slirp4netns'] as const) {
		const isSlirp = networkDriver(cell.axes.network) === 'slirp4netns'
		if (isSlirp && cell.axes.portDriver === portDriver) continue
		const { passt: _, ...stack } = cell.stack
		yield {
			kind: 'network',
			what: isSlirp
				? `Use the port driver ${portDriver}: DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=${portDriver}`
				: `Use slirp4netns with the port driver ${portDriver} instead of pasta`,
			cell: {
				...cell,
				stack,
				axes: { ...cell.axes, network: isSlirp ? cell.axes.network : 'slirp4netns', portDriver },
			},
		}
	}
}

/** The Docker from which on the variable counts (moby #49306); before it nothing but the module helps. */
const IGNORES_SINCE = '27.5.1'

function* dockerChanges({ cell, daemon }: Expectation): Generator<Alternative> {
	const now = stackVersion('dockerd', cell)
	if (
		daemon.starts !== false ||
		now === undefined ||
		(compareVersions('program', now, IGNORES_SINCE) ?? 0) >= 0
	)
		return
	const newer = withVersion(cell, 'dockerd', IGNORES_SINCE)
	yield {
		kind: 'upgrade',
		what: `Upgrade Docker to ${IGNORES_SINCE} or newer, and set ${spelt.ignoreBrNetfilterError}=1`,
		cell: { ...newer, daemonSettings: { ...newer.daemonSettings, ignoreBrNetfilterError: '1' } },
	}
}

/** Everything that could be done about what is expected to fail; what comes of each is for the expectations to say. */
export function alternatives(expectation: Expectation): Alternative[] {
	const { cell, checks } = expectation
	const rules = new Set(checks.flatMap((check) => ('rule' in check ? [check.rule] : [])))
	return [
		...[...rules].flatMap((rule) => [...versionChanges(rule, cell)]),
		...dockerChanges(expectation),
		...kernelChanges(cell),
		...settingChanges(cell),
		...networkChanges(cell),
	]
}
