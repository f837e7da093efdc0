/** The guest's side of the `mgmt` network; the initrd sets it up before init starts. */
export const mgmt = {
	network: '192.168.76.0/24',
	guest: '192.168.76.15',
	mac: '52:54:00:6d:67:01',
	interface: 'mgmt',
} as const
