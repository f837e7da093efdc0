import { type ExplainWords, explainWords, predictStack } from '#harness/explain'
import { type Cell, fullValue, rawAxes, readAxis, readDaemonSettings, violations } from '#harness/matrix'
import {
	axisNames,
	brNetfilterState,
	axisDefaults,
	defaultGuest,
	dockerRelease,
	driversInOrder,
	isOptionalAxis,
	noCmdline,
	noUpgrade,
	usualModules,
	portDriver as portDrivers,
	type Axes,
	type ExpectationCell,
} from '#results'
import { type ConfigurationFlags, networkFlag } from '../../flags/configuration-flags.ts'

export interface Configured {
	readonly cell: ExpectationCell
	readonly assumed: readonly string[]
}

export const cellOf = ({ axes, daemonSettings }: Cell): ExpectationCell => ({
	axes: rawAxes(axes),
	daemonSettings,
	stack: predictStack(axes),
})

/** Where no driver is named, dockerd-rootless.sh takes the first that is installed. */
function driverWords({ assumptions }: ExplainWords, docker = ''): string {
	const read = readAxis('docker', fullValue('docker', docker))
	return assumptions.network(driversInOrder(('value' in read && read.value.version) || ''))
}

function kitWords({ assumptions }: ExplainWords, docker = ''): string {
	const { rootlesskit, inferred = [] } = dockerRelease(docker)
	return inferred.includes('rootlesskit') ? assumptions.inferred(`${rootlesskit}`) : assumptions.rootlesskit
}

/**
 * The cell that the flags describe; what is wrong with them is added to `problems`.
 * @param words in which it says what was assumed
 */
export function configuredCell(
	flags: ConfigurationFlags,
	problems: string[],
	words: ExplainWords = explainWords.en,
): Configured | undefined {
	const before = problems.length
	const named = networkFlag(flags)
	const assumed: string[] = []
	const assume = (flag: string | undefined, value: string, what: string): string => {
		if (flag === undefined) assumed.push(what)
		return flag ?? value
	}
	if (flags.docker === undefined) problems.push('--docker is needed: the version of Docker, such as 27.5.1')
	if (named?.flag !== 'network' && flags.passt !== undefined && flags.slirp4netns !== undefined)
		problems.push('--passt and --slirp4netns exclude each other')
	if (named === undefined) assumed.push(driverWords(words, flags.docker))
	const { value: network } = named ?? { value: 'slirp4netns' }
	const networkAxis = readAxis('network', network)
	const pasta = 'value' in networkAxis && networkAxis.value.driver === 'pasta'
	const { settings, problems: wrong } = readDaemonSettings(flags.daemon ?? '')
	problems.push(...wrong.map((one) => `--daemon: ${one}`))
	const axes = {
		// No value of the axis: rules about kernels cannot be told then, and say so.
		kernel: flags.kernel === undefined ? 'any' : fullValue('kernel', flags.kernel),
		brNetfilter: assume(flags.brNetfilter, 'loaded', words.assumptions.brNetfilter),
		docker: fullValue('docker', flags.docker ?? '0.0.0'),
		rootlesskit: fullValue('rootlesskit', flags.rootlesskit ?? 'bundled'),
		network,
		portDriver: assume(
			flags.portDriver,
			pasta ? 'implicit' : 'builtin',
			words.assumptions[pasta ? 'implicit' : 'builtin'],
		),
		daemon: 'asked',
		guest: flags.guest === defaultGuest ? undefined : flags.guest,
		cmdline: flags.cmdline === noCmdline ? undefined : flags.cmdline,
		modules: flags.modules === usualModules ? undefined : flags.modules,
		upgradeFrom:
			flags.upgradeFrom === undefined || flags.upgradeFrom === noUpgrade
				? undefined
				: fullValue('docker', flags.upgradeFrom),
	}
	if (flags.rootlesskit === undefined) assumed.push(kitWords(words, flags.docker))
	const flagFor = (axis: Exclude<keyof Axes, 'daemon'>) =>
		axis === 'network' ? (named?.flag ?? axis) : flagOf[axis]
	for (const axis of axisNames) {
		if (axis === 'daemon' || (axis === 'kernel' && axes.kernel === 'any')) continue
		const text = axes[axis] ?? (isOptionalAxis(axis) ? axisDefaults[axis] : '')
		const read = readAxis(axis, text)
		if ('expected' in read) problems.push(`--${flagFor(axis)} "${text}": expected ${read.expected}`)
	}
	const docker = readAxis('docker', axes.docker)
	const rootlesskit = readAxis('rootlesskit', axes.rootlesskit)
	const guest = readAxis('guest', axes.guest ?? defaultGuest)
	if (problems.length > before) return undefined
	if ('expected' in docker || 'expected' in rootlesskit) return undefined
	if ('expected' in networkAxis || 'expected' in guest) return undefined
	const whole: Axes = {
		...axes,
		brNetfilter: brNetfilterState.parse(axes.brNetfilter),
		portDriver: portDrivers.parse(axes.portDriver),
	}
	problems.push(...violations(whole).map(({ reason }) => `there is no such configuration: ${reason}`))
	if (problems.length > before) return undefined
	return {
		cell: {
			axes: whole,
			daemonSettings: settings,
			stack: predictStack({ docker, rootlesskit, network: networkAxis, guest }),
		},
		assumed,
	}
}

const flagOf = {
	kernel: 'kernel',
	brNetfilter: 'br-netfilter',
	docker: 'docker',
	rootlesskit: 'rootlesskit',
	portDriver: 'port-driver',
	guest: 'guest',
	cmdline: 'cmdline',
	modules: 'modules',
	upgradeFrom: 'upgrade-from',
} as const
