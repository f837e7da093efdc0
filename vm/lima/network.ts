import type { SeedFile } from '../spec.ts'

const guest = '192.168.5.15'

/**
 * Lima's user network, which is not restricted: without the address's own routing table, a guest would reach the host's
 * loopback interface at .2. The initrd gives the only network card this address and no route but for answers.
 */
export const limaNetwork = {
	guest,
	kernelWord: `rootless-matrix.mgmt=${guest}`,
	/** Lines of sshd_config. */
	sshdConfig: `ListenAddress ${guest}\n`,
} as const

/**
 * Lima asks again and again for a login that the guest does not give it. From OpenSSH 9.8 on sshd takes that for an attack,
 * and then refuses all that comes through the user network: the harness, too. Older ones do not know the option, and would
 * not start with it.
 */
export const limaSeed: readonly SeedFile[] = [
	{
		path: '/etc/systemd/system/ssh.service.d/10-lima.conf',
		content:
			'[Service]\n' +
			"ExecStartPre=/bin/sh -c 'if /usr/sbin/sshd -t -o PerSourcePenalties=no 2>/dev/null; " +
			"then echo PerSourcePenalties no >/etc/ssh/sshd_config.d/20-lima.conf; fi'\n",
	},
]
