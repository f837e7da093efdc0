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
	const { icc, userlandProxy, ipv6, firewallBackend, ip6tables, bridge, ...stores } = daemonSettings
	const { storageDriver, containerdSnapshotter } = stores
	const config = {
		...(icc === undefined ? {} : { icc }),
		...(userlandProxy === undefined ? {} : { 'userland-proxy': userlandProxy }),
		...(ipv6 === undefined ? {} : { ipv6 }),
		// Before 28.0 dockerd does not start with ipv6 alone: its default bridge has no subnet then (moby #48319).
		...(ipv6 ? { 'fixed-cidr-v6': 'fd51:1::/64' } : {}),
		...(ip6tables === undefined ? {} : { ip6tables }),
		...(bridge === undefined ? {} : { bridge }),
		...(firewallBackend === undefined ? {} : { 'firewall-backend': firewallBackend }),
		...(storageDriver === undefined ? {} : { 'storage-driver': storageDriver }),
		...(containerdSnapshotter === undefined
			? {}
			: { features: { 'containerd-snapshotter': containerdSnapshotter } }),
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
 * The environment of dockerd-rootless.sh. The port driver is always named, and the network but where its choice is what is
 * asked about: the script chooses slirp4netns by itself, and then another MTU (moby contrib/dockerd-rootless.sh).
 */
function daemonEnvironment(cell: Cell): Record<string, string> {
	const { ignoreBrNetfilterError, disableHostLoopback, env, ...settings } = cell.daemonSettings
	const { driver } = cell.axes.network.value
	const more = Object.entries({
		MTU: settings.mtu,
		DETACH_NETNS: settings.detachNetns,
		FLAGS: settings.rootlesskitFlags?.join(' '),
		SLIRP4NETNS_SANDBOX: settings.slirp4netnsSandbox,
		SLIRP4NETNS_SECCOMP: settings.slirp4netnsSeccomp,
	}).flatMap(([name, value]) =>
		value === undefined ? [] : [[`DOCKERD_ROOTLESS_ROOTLESSKIT_${name}`, String(value)]],
	)
	return {
		// First: what the harness sets itself is never another's.
		...env,
		...(driver === 'default' ? {} : { DOCKERD_ROOTLESS_ROOTLESSKIT_NET: driver }),
		DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER: cell.axes.portDriver.value,
		...(ignoreBrNetfilterError === undefined
			? {}
			: { DOCKER_IGNORE_BR_NETFILTER_ERROR: ignoreBrNetfilterError }),
		...(disableHostLoopback === undefined
			? {}
			: { DOCKERD_ROOTLESS_ROOTLESSKIT_DISABLE_HOST_LOOPBACK: String(disableHostLoopback) }),
		...(Object.fromEntries(more) as Record<string, string>),
	}
}

/** Text between the quotes of a setting, and nothing else: systemd.syntax(7) for the escapes, systemd.unit(5) for `%`. */
function inUnit(text: string): string {
	const plain = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')
	// A line's end would begin another setting.
	return plain.replace(/\p{Cc}/gu, (one) => (one > '\u007f' ? one : `\\x${hex(one)}`))
}

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, '0')

/** What root is to do in the VM before the installation, as command lines. */
export function hostCommands({ daemonSettings }: Cell): readonly (readonly string[])[] {
	const { sysctls = {}, iptables } = daemonSettings
	const settings = Object.entries(sysctls).map(([name, value]) => `${name}=${value}`)
	// As the distribution's own documentation chooses it: update-alternatives(1).
	const choose = (name: string) => ['update-alternatives', '--set', name, `/usr/sbin/${name}-${iptables}`]
	return [
		...(settings.length === 0 ? [] : [['sysctl', '-q', '-w', ...settings]]),
		...(iptables === undefined ? [] : [choose('iptables'), choose('ip6tables')]),
		// A host that has the legacy one has a firewall that lists both: that is what loads their modules there.
		...(iptables === 'legacy' ? [['sh', '-c', 'iptables -n -L; ip6tables -n -L; true']] : []),
	]
}

/** A drop-in for the systemd user unit that dockerd-rootless-setuptool.sh writes. */
export function unitDropIn(cell: Cell): string {
	const lines = Object.entries(daemonEnvironment(cell)).map(
		([name, value]) => `Environment="${inUnit(`${name}=${value}`)}"`,
	)
	return ['[Service]', ...lines, ''].join('\n')
}
