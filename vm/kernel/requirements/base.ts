import { builtin, module, type Requirement } from './requirement.ts'

const namespace = (option: string, why: string): Requirement =>
	builtin(option, {
		need: 'required',
		area: 'namespaces',
		why,
		without: 'RootlessKit or runc cannot make the namespace: nothing starts.',
	})

const limits = (option: string, what: string): Requirement =>
	builtin(option, {
		need: 'conditional',
		area: 'namespaces',
		why: `Limits of a container's ${what}, where systemd delegates the controller.`,
		without: `docker run ignores the limits of ${what} with a warning.`,
	})

/** What rootless Docker wants beside packet filters. */
export const baseRequirements: readonly Requirement[] = [
	namespace('USER_NS', 'RootlessKit maps the user to root in a user namespace; rootless means that.'),
	namespace('NAMESPACES', 'Namespaces at all.'),
	namespace('NET_NS', "The daemon's network, and that of each container."),
	namespace('PID_NS', 'Processes of a container.'),
	namespace('IPC_NS', 'Shared memory of a container.'),
	namespace('UTS_NS', 'The host name of a container.'),
	builtin('CGROUPS', {
		need: 'required',
		area: 'namespaces',
		why: 'Control groups: systemd and runc put every process in one.',
		without: 'systemd does not start.',
	}),
	builtin('KEYS', {
		need: 'required',
		area: 'namespaces',
		why: 'runc makes a session keyring for each container.',
		without: '`docker run` fails: "unable to join session keyring".',
	}),
	builtin('POSIX_MQUEUE', {
		need: 'required',
		area: 'namespaces',
		why: 'Each container gets a /dev/mqueue.',
		without: '`docker run` fails to mount mqueue: "no such device".',
	}),
	builtin('SECCOMP', {
		need: 'conditional',
		area: 'namespaces',
		why: "Docker's default seccomp profile, and slirp4netns's own sandbox.",
		without: 'Containers run without the profile.',
	}),
	builtin('SECCOMP_FILTER', {
		need: 'conditional',
		area: 'namespaces',
		why: "Docker's default seccomp profile is a filter.",
		without: 'Containers run without the profile.',
	}),
	builtin('CGROUP_BPF', {
		need: 'conditional',
		area: 'namespaces',
		why: 'Control of devices with cgroup v2 is a BPF program.',
		without: 'Rules for devices are not enforced; a rootless runc goes on without.',
		linux: { since: '4.15' },
	}),
	builtin('CGROUP_SCHED', {
		need: 'conditional',
		area: 'namespaces',
		why: 'The cpu controller.',
		without: 'docker run ignores the limits of processor time with a warning.',
	}),
	limits('CFS_BANDWIDTH', 'processor time'),
	limits('FAIR_GROUP_SCHED', 'share of the processor'),
	limits('MEMCG', 'memory'),
	limits('CGROUP_PIDS', 'number of processes'),
	limits('CPUSETS', 'choice of processors'),
	limits('BLK_CGROUP', 'disk bandwidth'),
	module('tun', 'TUN', {
		need: 'required',
		area: 'network',
		why: "tap0, the interface of slirp4netns and pasta in the daemon's network.",
		without:
			'/dev/net/tun is missing: RootlessKit cannot make tap0 and ends. Only lxc-user-nic does without.',
	}),
	module('bridge', 'BRIDGE', {
		need: 'required',
		area: 'network',
		why: 'docker0 and each network of the driver bridge.',
		without: 'The daemon cannot make docker0 and does not start.',
	}),
	module('veth', 'VETH', {
		need: 'required',
		area: 'network',
		why: 'The pair of interfaces between a container and its bridge.',
		without: '`docker run` fails: "failed to add the host … pair interfaces: operation not supported".',
	}),
	module('ipv6', 'IPV6', {
		need: 'conditional',
		area: 'network',
		why: 'Ports published on IPv6 addresses, networks with IPv6.',
		without: 'Only IPv4. Docker 29.0.0 and 29.0.1 do not start then (fixed in 29.0.2).',
	}),
	module('overlay', 'OVERLAY_FS', {
		need: 'conditional',
		area: 'storage',
		why: 'The storage driver overlay2; a user namespace may mount it from Linux 5.11 on (before in Debian and Ubuntu).',
		without:
			'Docker falls back to fuse-overlayfs where that is installed, else to vfs: slow, and much disk space.',
	}),
	module('fuse', 'FUSE_FS', {
		need: 'optional',
		area: 'storage',
		why: 'fuse-overlayfs, where overlay cannot be mounted in a user namespace.',
		without: 'fuse-overlayfs does not work.',
	}),
]
