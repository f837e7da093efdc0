/** Where the base image has the project's own programs: images/guest/rootfs. No other module names this path. */
const programs = '/usr/lib/rootless-matrix'

/** The daemon's systemd user unit, as the user who runs it sees it. No other module spells its name in a command. */
const unit = 'docker.service'

/** The user's directory of settings that are added to the daemon's unit. */
export const daemonDropIns = `/home/rootless/.config/systemd/user/${unit}.d`

export const daemonUnitName = unit

/** For journalctl: what the daemon's unit wrote, dockerd-rootless.sh and RootlessKit included. */
export const ofDaemon = `_SYSTEMD_USER_UNIT=${unit}`

/** Where the probe scripts lie in the guest. */
export const guestProbe = `${programs}/probe`

/** The program that `DOCKERD` names to dockerd-rootless.sh where a start is prepared. */
export const preparedDockerd = `${programs}/dockerd-prepared`

/** As the shell of the guest's root reads it: the first process of RootlessKit's child. */
export const childPidInShell = '"$(cat /run/user/1000/dockerd-rootless/child_pid)"'

/** The disk of the Docker that is upgraded from: the serial number, where `mountEarlier` mounts it, and its programs there. */
export const earlierDocker = {
	serial: 'part-upgradeFrom',
	path: '/opt/stacks/.earlier',
	programs: '/opt/stacks/.earlier/bin',
} as const

type Argv = readonly string[]

/** The programs that a guest has of this project's, as command lines. Root runs them where nothing else is said. */
export interface GuestCommands {
	/** Ends when the lab is up and the user's systemd answers. */
	waitReady(): Argv
	/** Mounts read-only disks at /opt/stacks; each is `SERIAL=NAME`. */
	mountStacks(disks: readonly string[]): Argv
	/** Mounts the disk of the Docker that is upgraded from, where a pattern like `/opt/stacks/*` does not see it. */
	mountEarlier(): Argv
	/** Makes the VM a host of lxc-user-nic, out of that part's directory below /opt/stacks. */
	installLxc(directory: string): Argv
	/** Installs the daemon as its documentation says. As the user, with the stack's programs in PATH. */
	installStack(): Argv
	/** Prints each program of the stack with its version. With the stack's programs in PATH. */
	reportStack(): Argv
	/** Stops a daemon that did not start, for good. As the user. */
	stopDaemon(): Argv
	/** `systemctl --user VERB` for the daemon's unit. As the user. */
	daemonUnit(verb: string): Argv
	/** journalctl, once what was written until now is stored. */
	journal(args?: readonly string[]): Argv
	/** Begins to note the packets that the kernel drops, or ends it and prints them: see the program. */
	traceDrops(verb: 'start' | 'show'): Argv
	/** Prints a network namespace: addresses, routes, rules, sockets. In the place that is asked about. */
	dumpNetwork(): Argv
	/** Prints what each process of the stack holds, a line each. */
	stackUsage(): Argv
	/** Prints what there is of the daemon, a line each. */
	stackRemains(): Argv
	/** Whether the VM's resolv.conf names only the stub on 127.0.0.53. */
	stubResolver(state: 'on' | 'off'): Argv
	/** Waits for a restore, and for the identity of what is restored. */
	awaitRestore(): Argv
	/**
	 * Prints the first process of RootlessKit's child, wherever this RootlessKit keeps its state, and on a line of its own
	 * before it the path of a network namespace that is detached from that process, where there is one.
	 */
	rootlessKitChild(): Argv
	/**
	 * What a command of the user's needs before it to run in the namespaces of the process `pid`, where uid 1000 is root.
	 * With `detached` (a path as that process sees it) the network is that one's, and not the process's.
	 */
	enterNetns(pid: string, detached?: string): Argv
}

const program = (name: string, ...args: readonly string[]): Argv => [`${programs}/${name}`, ...args]

export const guestCommands: GuestCommands = {
	waitReady: () => program('wait-ready'),
	mountStacks: (disks) => program('mount-stacks', ...disks),
	mountEarlier: () => program('mount-stacks', `${earlierDocker.serial}=.earlier`),
	installLxc: (directory) => program('install-lxc', `/opt/stacks/${directory}`),
	installStack: () => program('install-docker'),
	reportStack: () => program('report-stack'),
	stopDaemon: () => program('stop-daemon'),
	daemonUnit: (verb) => ['systemctl', '--user', verb, unit],
	journal: (args = []) => program('journal', ...args),
	traceDrops: (verb) => program('trace-drops', verb),
	dumpNetwork: () => program('dump-network'),
	stackUsage: () => program('stack-usage'),
	stackRemains: () => program('stack-remains'),
	stubResolver: (state) => program('stub-resolver', state),
	awaitRestore: () => program('go-on'),
	// Docker 20.10's dockerd-rootless.sh names no state directory: RootlessKit makes itself one in /tmp.
	rootlessKitChild: () => [
		...['find', '/run/user/1000/dockerd-rootless', '/tmp', '-maxdepth', '2'],
		...['-path', '*rootless*', '(', '-name', 'netns', '-print'],
		...['-o', '-name', 'child_pid', '-exec', 'cat', '{}', '+', ')'],
	],
	enterNetns: (pid, detached) => {
		const enter = ['nsenter', '--preserve-credentials', '-U', '-m']
		if (detached === undefined) return [...enter, '-n', '-t', pid, '--']
		// The file is a namespace only inside: that is where RootlessKit has mounted it.
		return [...enter, '-t', pid, '--', 'nsenter', `-n${detached}`, '--']
	},
}
