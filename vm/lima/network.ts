/**
 * Lima's user network, which is not restricted: without the address's own routing table, a guest would reach the host's
 * loopback interface at .2. The initrd gives the only network card this address and no route but for answers.
 */
export const limaNetwork = {
	guest: '192.168.5.15',
	kernelWord: 'rootless-matrix.mgmt=192.168.5.15',
	/**
	 * Lima asks again and again for a login that the guest does not give; its sshd would take that for an attack, and from
	 * then on refuse all that comes through the user network: the harness, too.
	 */
	sshdConfig: 'ListenAddress 192.168.5.15\nPerSourcePenalties no\n',
} as const
