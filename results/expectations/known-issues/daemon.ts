import { restrictedGuest } from '../../schema/index.ts'
import type { Rule } from '../rule.ts'

/** What ends before dockerd runs, whether that would start or say why it refuses. */
const endsBefore = (words: RegExp): Rule['checks'] => ({
	'daemon.starts': { unit: { kind: 'daemon-down', words } },
	'daemon.br-netfilter-error': { daemon: { kind: 'daemon-refused', words } },
})

/** The bridge driver's words where it keeps a network that dockerd has deleted. */
const stuck = /networks have same bridge name/

/** pasta's last words, which RootlessKit hands on. */
const noRule = /Dual stack forward, but IPv6 not enabled|Unable to add rule TCP/

/** The script's own last words: RootlessKit's about it are the same for any other failure. */
const scriptEnded = /cannot stat \/proc\/sys\/net\/ipv6\/conf\/all\/forwarding/

/** The tool's own words (26.1.5: measured). */
const wantsIpTables = /dockerd-rootless-setuptool\.sh refuses to install: .*modprobe ip_tables/

const withoutIpTables = {
	title: 'dockerd-rootless-setuptool.sh refuses to install where there is no module ip_tables',
	checks: endsBefore(wantsIpTables),
	expect: 'fail',
	because:
		'it asks for ip_tables whichever iptables is used (RHEL 10 has it in kernel-modules-extra); from 28.1.0 on it asks for nf_tables instead, unless iptables is the legacy one',
	see: 'https://github.com/moby/moby/pull/49727',
	severity: 'broken',
	fixed: 'Docker 28.1.0',
	// The tool looks for modules before it tries RootlessKit.
	precedes: ['apparmor-restricts-userns'],
} as const satisfies Partial<Rule>

/** RootlessKit's, in the tool's refusal from Docker 26 on, and in the unit's journal before (26.1.5, 28.5.2: measured). */
const mayMakeNone = /failed to start the child: fork\/exec \/proc\/self\/exe: permission denied/

export const daemonIssues: readonly Rule[] = [
	{
		...withoutIpTables,
		id: 'setuptool-refuses-without-ip-tables',
		when: {
			axes: { moduleAbsent: ['ip_tables'], portDriver: ['builtin', 'slirp4netns'] },
			versions: { dockerd: { before: '28.1.0' } },
		},
	},
	{
		...withoutIpTables,
		id: 'setuptool-refuses-without-ip-tables-pasta',
		// Between these two the pasta of pasta-dual-stack-fatal ends: which of them says so first is not measured.
		when: {
			axes: { moduleAbsent: ['ip_tables'], portDriver: ['implicit'] },
			versions: {
				dockerd: { before: '28.1.0' },
				passt: [{ before: '2026_05_07.1afd4ed' }, { from: '2026_05_26.038c51e' }],
			},
		},
	},
	{
		id: 'apparmor-restricts-userns',
		title: 'The daemon does not start: AppArmor lets rootlesskit make no user namespace',
		when: { axes: { guest: [restrictedGuest] } },
		checks: endsBefore(mayMakeNone),
		expect: 'fail',
		because:
			'no profile allows `userns` for the path of rootlesskit (on Ubuntu it may make one, and do nothing in it; also: rootlesskit #463)',
		see: 'https://github.com/moby/moby/issues/47480',
		severity: 'broken',
		// The set-up tool has RootlessKit make a namespace, and nothing in it.
		precedes: ['pasta-dual-stack-fatal', 'ipv6-disabled-daemon-down'],
	},
	{
		id: 'failed-bridge-stuck',
		title:
			'A bridge that failed to initialise once stays unavailable: if the default one, the daemon does not start',
		when: { versions: { dockerd: { before: '27.5.1' } } },
		checks: {
			'daemon.bridge-init-recovers': { start: { kind: 'daemon-down', words: stuck } },
			'daemon.user-network-recovers': { 'create-again': { kind: 'daemon-refused', words: stuck } },
		},
		expect: 'fail',
		because:
			'the bridge driver keeps a network that dockerd has deleted, and refuses the new one: "networks have same bridge name" (also: moby #49291)',
		see: 'https://github.com/moby/moby/pull/49307',
		severity: 'broken',
		fixed: 'Docker 27.5.1',
	},
	{
		id: 'pasta-dual-stack-fatal',
		title: 'The daemon does not start with pasta',
		when: {
			axes: { portDriver: ['implicit'] },
			daemon: { rootlesskitIpv6: [false] },
			versions: { passt: { from: '2026_05_07.1afd4ed', before: '2026_05_26.038c51e' } },
		},
		checks: endsBefore(noRule),
		expect: 'fail',
		because:
			'this pasta forwards for IPv4 and IPv6 at once, and ends where RootlessKit tells it --ipv4-only: "Dual stack forward, but IPv6 not enabled" (27.5.1: measured; passt 0aeda87, 666ef9e)',
		see: 'https://github.com/rootless-containers/rootlesskit/issues/591',
		severity: 'broken',
		since: 'passt 2026_05_07.1afd4ed',
		fixed: 'passt 2026_05_26.038c51e',
		seen: 'elsewhere',
	},
	{
		id: 'ipv6-disabled-daemon-down',
		title: 'The daemon does not start on a kernel that was booted with ipv6.disable=1',
		when: {
			axes: { cmdlineWord: ['ipv6.disable=1'], portDriver: ['builtin', 'slirp4netns'] },
			versions: { dockerd: { from: '29.0.0', before: '29.0.2' } },
		},
		checks: endsBefore(scriptEnded),
		expect: 'fail',
		because:
			'dockerd-rootless.sh sets net.ipv6.conf.all.forwarding, which such a kernel does not have (also: moby #51543)',
		see: 'https://github.com/moby/moby/issues/51541',
		severity: 'broken',
		since: 'Docker 29.0.0',
		fixed: 'Docker 29.0.2',
		seen: 'read',
	},
]
