import type { KnownIssue } from '../schema/index.ts'
import { conditionsAnswer, type ExpectationCell } from './match.ts'
import type { RuleConditions } from './rule.ts'

/**
 * A known issue of hosts, or of uses, that no axis of a cell describes: a run never takes it for the reason of a failure.
 * Whoever asks about a configuration is told of it.
 */
export interface Caveat extends KnownIssue {
	readonly when: RuleConditions
	/** What else has to be so, in words. */
	readonly where: string
	/** What shows it: checks, and kernel requirements (`kernel inspect`), by their ids. Empty while nothing does. */
	readonly shownBy: { readonly checks?: readonly string[]; readonly requirements?: readonly string[] }
	/** What to do instead. */
	readonly instead?: string
}

const broken = { severity: 'broken', seen: 'read' } as const
const moby = 'https://github.com/moby/moby'

export const caveats: readonly Caveat[] = [
	{
		...broken,
		id: 'no-ipv6-daemon-down',
		title: 'The daemon does not start',
		when: { versions: { dockerd: { from: '29.0.0', before: '29.0.2' } } },
		where: 'the kernel was booted with ipv6.disable=1',
		shownBy: { checks: ['daemon.starts'] },
		because:
			'dockerd-rootless.sh sets net.ipv6.conf.all.forwarding, which such a kernel does not have (also: moby #51543)',
		instead: 'Boot without it, and switch IPv6 off with the sysctls net.ipv6.conf.*.disable_ipv6',
		see: `${moby}/issues/51541`,
		since: 'Docker 29.0.0',
		fixed: 'Docker 29.0.2',
	},
	{
		...broken,
		id: 'no-raw-table',
		title: 'No port can be published',
		when: { versions: { dockerd: { from: '28.0.0' } } },
		where: 'the kernel has no raw table (CONFIG_IP_NF_RAW), and iptables is the legacy one',
		shownBy: { checks: ['publish.any-v4'], requirements: ['iptable_raw'] },
		because: 'dockerd writes a rule into the raw table for each published port',
		instead: 'From 28.0.2 on, set DOCKER_INSECURE_NO_IPTABLES_RAW=1',
		see: `${moby}/pull/49557`,
		since: 'Docker 28.0.0',
	},
	{
		...broken,
		id: 'setuptool-wants-ip-tables',
		title: 'dockerd-rootless-setuptool.sh refuses to install',
		when: { versions: { dockerd: { before: '28.1.0' } } },
		where: 'the kernel has no module ip_tables (RHEL 10; from 6.17 it may be left out)',
		shownBy: { requirements: ['ip_tables'] },
		because:
			'it asks for ip_tables whichever iptables is used; from 28.1.0 on it asks for nf_tables instead, unless iptables is the legacy one',
		instead: 'dockerd-rootless-setuptool.sh install --skip-iptables',
		see: `${moby}/pull/49727`,
		fixed: 'Docker 28.1.0',
	},
	{
		...broken,
		id: 'user-namespaces-restricted',
		title: 'The daemon does not start: permission denied',
		when: {},
		where:
			"AppArmor restricts unprivileged user namespaces, as Ubuntu's does from 23.10 on, and no profile allows rootlesskit",
		shownBy: { checks: ['daemon.starts'] },
		because: 'RootlessKit may make a user namespace, and may do nothing in it (also: rootlesskit #463)',
		instead:
			'Load an AppArmor profile that allows `userns` for the path of rootlesskit, as the packages of Docker do',
		see: `${moby}/issues/47480`,
	},
	{
		...broken,
		id: 'no-tun',
		title: 'The daemon does not start',
		when: { axes: { network: ['slirp4netns', 'default', 'pasta'] } },
		where: 'there is no /dev/net/tun, as in containers that were given none',
		shownBy: { checks: ['daemon.starts'], requirements: ['tun'] },
		because: 'slirp4netns and pasta make a tap device in the namespace',
		see: 'https://github.com/rootless-containers/rootlesskit/issues/441',
	},
	{
		...broken,
		id: 'no-veth',
		title: 'No container with a network of its own starts',
		when: {},
		where: 'the kernel has no veth',
		shownBy: { checks: ['bridge.default-bridge'], requirements: ['veth'] },
		because: 'each container on a bridge hangs on a pair of veth devices',
		see: 'https://github.com/NVIDIA/OpenShell/issues/1194',
	},
	{
		...broken,
		id: 'overlay-needs-5-11',
		title: 'No container starts',
		when: { versions: { dockerd: { from: '29.0.0' }, kernel: { before: '5.11' } } },
		where:
			'the data-root is new, and the kernel is without the patch of Debian and Ubuntu that allows overlay in user namespaces',
		shownBy: { checks: ['bridge.default-bridge'] },
		because:
			'the image store of containerd, the default of new installations from 29.0 on, takes overlayfs without asking whether it can be mounted',
		instead: 'Set features.containerd-snapshotter to false, and use fuse-overlayfs',
		see: `${moby}/issues/53029`,
		since: 'Docker 29.0.0',
	},
	{
		...broken,
		id: 'ephemeral-port-not-retried',
		title: 'A container whose host port is left to Docker (`-p 80`) does not start now and then',
		when: { versions: { dockerd: { from: '29.0.0' } } },
		where: 'the host has given the port that Docker chose to somebody else',
		shownBy: { checks: ['publish.ephemeral-port-taken'] },
		because:
			'dockerd looks for a port that is free in the namespace, and no longer tries the next one when the host has none to give (also: moby #52903, #52927)',
		instead: 'Keep the two apart with the sysctl net.ipv4.ip_local_port_range',
		see: `${moby}/issues/53153`,
		since: 'Docker 29.0.0',
	},
	{
		...broken,
		id: 'upgrade-breaks-embedded-dns',
		title: 'Containers that were made before the upgrade resolve no names',
		when: { versions: { dockerd: { from: '29.1.0', before: '29.1.1' } } },
		where: 'the daemon was upgraded in place',
		shownBy: { checks: ['daemon.upgrade-in-place'] },
		because:
			'dockerd 29.1.0 takes the resolv.conf that an older one wrote for one that its user has changed, and leaves it as it is (also: moby #51615)',
		see: `${moby}/issues/51614`,
		since: 'Docker 29.1.0',
		fixed: 'Docker 29.1.1',
	},
	{
		severity: 'broken',
		id: 'lan-addresses-share-no-port',
		title: 'Two addresses of the LAN cannot share a port',
		when: { axes: { portDriver: ['builtin', 'slirp4netns'] } },
		where: 'the host has more than one, and two containers are published on one port of each',
		shownBy: { checks: ['publish.two-lan-addresses'] },
		because:
			"every address that is not of the loopback becomes one address in RootlessKit's namespace, where the second container finds the port taken",
		see: `${moby}/issues/47812`,
	},
]

/** The caveats that may matter to a cell: those whose conditions hold, or may hold as far as its versions are known. */
export const caveatsOf = (cell: ExpectationCell): readonly Caveat[] =>
	caveats.filter(({ when }) => conditionsAnswer(when, cell) !== false)
