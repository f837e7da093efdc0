import type { Axes, DaemonSettings } from '#results'

/** What a test's cell has where it does not say. */
export const usualAxes: Axes = {
	kernel: 'debian:6.12',
	brNetfilter: 'loaded',
	docker: 'debian:26.1',
	rootlesskit: 'bundled',
	network: 'pasta@2025_05_03',
	portDriver: 'implicit',
	daemon: 'test',
}

/** The cell of some mutations: what it differs in from the usual one. */
export interface MutationCell {
	readonly axes: Partial<Axes>
	readonly daemonSettings: DaemonSettings
}

const slirp = { network: 'slirp4netns', portDriver: 'builtin' } as const
const slirpPorts = { network: 'slirp4netns', portDriver: 'slirp4netns' } as const
const pasta = { network: 'pasta@2025_05_03', portDriver: 'implicit' } as const
const newPasta = { network: 'pasta@2026_07_28', portDriver: 'implicit' } as const
const oldPasta = { network: 'pasta@2023_03_09', portDriver: 'implicit' } as const
const unloaded = { brNetfilter: 'unloaded' } as const
const [docker26, docker28] = [{ docker: 'debian:26.1' }, { docker: 'debian:28.5' }] as const

const ipv6Out: DaemonSettings = { ipv6: true, rootlesskitFlags: ['--ipv6'] }

/** The names are kept, and not what each holds: the package's types would have it all. */
const named = <Name extends string>(cells: Readonly<Record<Name, MutationCell>>) => cells

/** As few as show each check and each known issue: a cell costs a VM. */
export const mutationCells = named({
	builtin: { axes: { ...docker28, ...slirp }, daemonSettings: {} },
	'builtin-26': { axes: { ...docker26, ...slirp }, daemonSettings: {} },
	/** What an upgrade leaves to the later daemon. */
	upgrade: { axes: { ...docker28, ...slirp, upgradeFrom: 'debian:26.1' }, daemonSettings: {} },
	'builtin-ipv6': {
		axes: { ...docker28, ...slirp },
		daemonSettings: ipv6Out,
	},
	'pasta-ipv6': {
		axes: { ...docker28, ...pasta },
		daemonSettings: ipv6Out,
	},
	'new-pasta-ipv6': {
		axes: { ...docker28, ...newPasta },
		daemonSettings: ipv6Out,
	},
	'old-pasta-ipv6-26': {
		axes: { ...docker26, ...oldPasta },
		daemonSettings: ipv6Out,
	},
	'pasta-icc-off': { axes: { ...docker26, ...pasta }, daemonSettings: { icc: false } },
	'builtin-no-proxy': { axes: { ...docker28, ...slirp }, daemonSettings: { userlandProxy: false } },
	'icc-refused': { axes: { ...docker28, ...slirp, ...unloaded }, daemonSettings: { icc: false } },
	'icc-ignored': {
		axes: { ...docker28, ...slirp, ...unloaded },
		daemonSettings: { icc: false, ignoreBrNetfilterError: '1' },
	},
	'slirp-ports': { axes: { ...docker28, ...slirpPorts }, daemonSettings: {} },
	'builtin-no-proxy-26': { axes: { ...docker26, ...slirp }, daemonSettings: { userlandProxy: false } },
	'slirp-ports-no-proxy-26': {
		axes: { ...docker26, ...slirpPorts, ...unloaded },
		daemonSettings: { userlandProxy: false },
	},
	'slirp-ports-no-proxy': {
		axes: { ...docker28, ...slirpPorts, ...unloaded },
		daemonSettings: { userlandProxy: false, ignoreBrNetfilterError: '1' },
	},
	'slirp-ports-no-proxy-loaded': {
		axes: { ...docker28, ...slirpPorts },
		daemonSettings: { userlandProxy: false },
	},
	'pasta-no-proxy': {
		axes: { ...docker28, ...pasta, ...unloaded },
		daemonSettings: { userlandProxy: false, ignoreBrNetfilterError: '1' },
	},
	'new-pasta-26': { axes: { ...docker26, ...newPasta }, daemonSettings: {} },
	'old-pasta-26': { axes: { ...docker26, ...oldPasta }, daemonSettings: {} },
	'old-pasta': { axes: { ...docker28, ...oldPasta, ...unloaded }, daemonSettings: {} },
})

export type MutationCellName = keyof typeof mutationCells
