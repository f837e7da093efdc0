/** The addresses of the guest's lab. */
export const lab = {
	lanAddress: '198.51.100.2',
	lanAddressV6: '2001:db8:51::2',
	peerAddress: '198.51.100.1',
	peerAddressV6: '2001:db8:51::1',
	/** Of the peer too, and nobody's gateway: what stands on it can be told from what a router did. */
	otherPeerAddress: '198.51.100.3',
	otherPeerAddressV6: '2001:db8:51::3',
	/** Behind the peer; its probe server answers as `peer`, on every address of the peer, TCP and UDP. */
	service: { host: '203.0.113.10', port: 7000 },
	serviceV6: '2001:db8:113::10',
	serviceName: 'peer.lab.test',
	/** A TXT record of 4096 bytes, and their hash. */
	largeName: 'large.lab.test',
	largeSha256: 'ea410210945f889248dcf29e9058b197a736d444fd447c787eb61f988cd6cb22',
} as const
