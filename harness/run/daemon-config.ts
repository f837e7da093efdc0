import type { Cell } from '#harness/matrix'

/** Where the guest has the parts of the stack; all of them are in PATH, first. */
export interface StackPaths {
	/** Directories of programs, such as `/opt/stacks/docker.io-26.1.5/bin`. */
	readonly binDirs: readonly string[]
}

/** PATH as the user's shell and the daemon have it. */
export function stackPath({ binDirs }: StackPaths): string {
	return [...binDirs, '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(':')
}

/** `~/.config/docker/daemon.json`: only what the profile sets, so that defaults stay the daemon's own. */
export function daemonJson({ daemonSettings }: Cell): string {
	const { icc, userlandProxy, ipv6 } = daemonSettings
	const config = {
		...(icc === undefined ? {} : { icc }),
		...(userlandProxy === undefined ? {} : { 'userland-proxy': userlandProxy }),
		...(ipv6 === undefined ? {} : { ipv6 }),
		// Before 28.0 dockerd does not start with ipv6 alone: its default bridge has no subnet then (moby #48319).
		...(ipv6 ? { 'fixed-cidr-v6': 'fd51:1::/64' } : {}),
	}
	return `${JSON.stringify(config, null, 2)}\n`
}

/** `~/.docker/config.json`: where the client finds the plug-ins of its part; undefined when there are none. */
export function clientConfig(
	parts: readonly { readonly directory: string; readonly cliPlugins?: string }[],
): string | undefined {
	const dirs = parts.flatMap(({ directory, cliPlugins }) =>
		cliPlugins === undefined ? [] : [`/opt/stacks/${directory}/${cliPlugins}`],
	)
	return dirs.length === 0 ? undefined : `${JSON.stringify({ cliPluginsExtraDirs: dirs }, null, 2)}\n`
}

/**
 * The environment of dockerd-rootless.sh. The network and port driver are always named, since the script
 * chooses slirp4netns by itself and then another MTU (moby contrib/dockerd-rootless.sh).
 */
function daemonEnvironment(cell: Cell): Record<string, string> {
	const { ignoreBrNetfilterError, disableHostLoopback } = cell.daemonSettings
	return {
		DOCKERD_ROOTLESS_ROOTLESSKIT_NET: cell.axes.network.value.driver,
		DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER: cell.axes.portDriver.value,
		...(ignoreBrNetfilterError === undefined
			? {}
			: { DOCKER_IGNORE_BR_NETFILTER_ERROR: ignoreBrNetfilterError }),
		...(disableHostLoopback === undefined
			? {}
			: { DOCKERD_ROOTLESS_ROOTLESSKIT_DISABLE_HOST_LOOPBACK: String(disableHostLoopback) }),
	}
}

/** Text between the quotes of a setting, and nothing else: systemd.syntax(7) for the escapes, systemd.unit(5) for `%`. */
function inUnit(text: string): string {
	const plain = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')
	// A line's end would begin another setting.
	return plain.replace(/\p{Cc}/gu, (one) => (one > '\u007f' ? one : `\\x${hex(one)}`))
}

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, '0')

/** A drop-in for the systemd user unit that dockerd-rootless-setuptool.sh writes. */
export function unitDropIn(cell: Cell): string {
	const lines = Object.entries(daemonEnvironment(cell)).map(
		([name, value]) => `Environment="${name}=${inUnit(value)}"`,
	)
	return ['[Service]', ...lines, ''].join('\n')
}
