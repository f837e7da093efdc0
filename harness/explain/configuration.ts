import { networkDriver, settingName, settingText, stackVersion } from '#results'
import type { Expectation } from './explain.ts'
import type { Pen } from './pen.ts'

/** The configuration in a line, with every version that matters; `?` for what is not known. */
export function configurationWords({ cell }: Expectation, { words }: Pen): string {
	const { axes, daemonSettings } = cell
	const say = words.configuration
	const version = (part: Parameters<typeof stackVersion>[0]) => stackVersion(part, cell) ?? say.noVersion
	const settings = Object.entries(daemonSettings).map(
		([key, value]) => `${settingName(key)}=${settingText(value)}`,
	)
	const driver = networkDriver(axes.network)
	const network =
		driver === 'pasta'
			? `pasta ${version('passt')}`
			: driver === 'slirp4netns'
				? `slirp4netns ${version('slirp4netns')}`
				: [axes.network, stackVersion('network', cell)].join(' ').trim()
	return [
		`Docker ${version('dockerd')}`,
		`RootlessKit ${version('rootlesskit')}`,
		say.drivers(network, axes.portDriver),
		axes.kernel === 'any' ? say.anyKernel : say.kernel(axes.kernel),
		`br_netfilter ${axes.brNetfilter}`,
		...(axes.guest === undefined ? [] : [say.guest(axes.guest)]),
		...(axes.cmdline === undefined ? [] : [say.cmdline(axes.cmdline)]),
		...(axes.modules === undefined ? [] : [say.modules(axes.modules)]),
		...(axes.upgradeFrom === undefined ? [] : [say.upgradeFrom(axes.upgradeFrom)]),
		...(settings.length === 0 ? [say.defaultSettings] : settings),
	].join(' · ')
}
