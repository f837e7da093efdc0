import { dropIn, instead } from '../../worlds/changes.ts'
import type { Mutation } from '../../worlds/model.ts'

/** The daemon's data, as its user has them. */
const data = '/home/rootless/.local/share/docker'

/** Worlds that a restart of the daemon shows: last in their cells, since they end all containers. */
export const daemon: readonly Mutation[] = [
	{
		name: 'the daemon is not started',
		cell: 'builtin',
		changes: [instead('dockerd', 'echo "failed to start daemon: no" >&2; exit 1')],
		restart: 'both',
		red: { 'daemon.starts': 'fail' },
		green: ['kernel.facts'],
	},
	{
		name: 'the daemon is not started, on a host that has no ip_tables',
		cell: 'builtin-26',
		changes: [instead('dockerd', 'echo "failed to start daemon: no" >&2; exit 1')],
		restart: 'both',
		axes: { modules: 'ip_tables=absent' },
		red: { 'daemon.starts': 'fail' },
		green: ['kernel.facts'],
		tells: ['setuptool-refuses-without-ip-tables'],
	},
	{
		name: 'the daemon is not started, on a host whose AppArmor restricts user namespaces',
		cell: 'builtin-26',
		changes: [instead('dockerd', 'echo "failed to start daemon: no" >&2; exit 1')],
		restart: 'both',
		axes: { guest: 'debian:13-apparmor' },
		red: { 'daemon.starts': 'fail' },
		green: ['kernel.facts'],
		tells: ['apparmor-restricts-userns'],
	},
	{
		name: 'a bridge that failed once is never let go of',
		cell: 'builtin',
		changes: [
			instead(
				'dockerd',
				[
					`case $ROOTLESS_MATRIX_FALSE_BRIDGES in`,
					`docker0) touch ${data}/network/stuck ;;`,
					`*) if [ -e ${data}/network/stuck ]; then echo "failed to start daemon: the bridge is stuck" >&2; exit 1; fi ;;`,
					`esac`,
					`case $ROOTLESS_MATRIX_FALSE_BRIDGES in`,
					`rm-*) echo "$ROOTLESS_MATRIX_FALSE_BRIDGES" >/home/rootless/false-bridge ;;`,
					`"") [ ! -e /home/rootless/false-bridge ] || ip link add "$(cat /home/rootless/false-bridge)" type dummy ;;`,
					`esac`,
					`exec $REAL "$@"`,
				].join('\n'),
			),
			{ in: 'host', breaks: 'true', mends: 'rm -f /home/rootless/false-bridge' },
		],
		restart: 'after',
		red: { 'daemon.bridge-init-recovers': 'fail', 'daemon.user-network-recovers': 'fail' },
		green: ['daemon.stop-leaves-nothing', 'dns.stub-resolver', 'daemon.restart-keeps-publish'],
	},
	{
		name: 'a part of the daemon outlives it, forgets restart policies, and the stub resolver knows nobody to ask',
		cell: 'builtin',
		changes: [
			dropIn('KillMode=process', 'ExecStartPost=/bin/sh -c "sleep 86400 &"'),
			instead(
				'dockerd',
				`[ -n "$ROOTLESS_MATRIX_FALSE_BRIDGES" ] || sed -i "s/\\"Name\\":\\"always\\"/\\"Name\\":\\"no\\"/" ${data}/containers/*/hostconfig.json\nexec $REAL "$@"`,
			),
			{
				in: 'host',
				breaks: 'sed -i s/=198.51.100.1$/=198.51.100.77/ /etc/rootless-matrix/stub-resolver.conf',
				mends: 'sed -i s/=198.51.100.77$/=198.51.100.1/ /etc/rootless-matrix/stub-resolver.conf',
			},
		],
		restart: 'both',
		red: {
			'daemon.stop-leaves-nothing': 'fail',
			'dns.stub-resolver': 'fail',
			'daemon.restart-keeps-publish': 'fail',
		},
		green: ['daemon.bridge-init-recovers', 'daemon.user-network-recovers'],
	},
	{
		name: 'a bridge that failed once is stuck for another reason',
		cell: 'builtin-no-proxy-26',
		changes: [
			instead(
				'dockerd',
				[
					`case $ROOTLESS_MATRIX_FALSE_BRIDGES in`,
					`docker0) touch ${data}/network/stuck ;;`,
					`*) if [ -e ${data}/network/stuck ]; then echo "failed to start daemon: another reason" >&2; exit 1; fi ;;`,
					`esac`,
					`exec $REAL "$@"`,
				].join('\n'),
			),
		],
		restart: 'after',
		red: { 'daemon.bridge-init-recovers': 'fail' },
		green: ['daemon.stop-leaves-nothing'],
		tells: ['failed-bridge-stuck'],
	},
]
