/** The lab's addresses (design.md, "The guest"). */
export const lab = {
	lanAddress: '198.51.100.2',
	peerAddress: '198.51.100.1',
	/** Behind the peer; its nonce server answers as `peer`. */
	service: { host: '203.0.113.10', port: 7000 },
	serviceV6: '2001:db8:113::10',
	serviceName: 'peer.lab.test',
} as const

/** RootlessKit's namespace, the same for every network driver. */
export const netns = { address: '10.0.2.100', hostGateway: '10.0.2.2', dns: '10.0.2.3' } as const
