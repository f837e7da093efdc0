import { networkDriver } from './recorded-axes.ts'

/** RootlessKit's namespace as a network driver makes it (docs/network.md of RootlessKit), unless it is told another --cidr. */
interface Namespace {
	/** The link that leads out of it. */
	readonly link: string
	/** Missing where DHCP decides. */
	readonly address?: string
	/** The first three numbers of it. */
	readonly network: string
	/** Where everything goes that is for elsewhere. */
	readonly gateway: string
	/** In /etc/resolv.conf. */
	readonly dns: string
	/** Leads to the host's 127.0.0.1, where host loopback is not disabled; missing where nothing ever does. */
	readonly hostLoopback?: string
	/** The gateway is an address of the host itself, and not of a program. */
	readonly gatewayIsHost?: true
	/** Missing where RootlessKit's --ipv6 does nothing for it. */
	readonly ipv6?: true
}

const slirp = {
	link: 'tap0',
	address: '10.0.2.100',
	network: '10.0.2',
	gateway: '10.0.2.2',
	dns: '10.0.2.3',
	hostLoopback: '10.0.2.2',
	ipv6: true,
} as const satisfies Namespace

/** The one description of what each network driver makes. */
export const namespaces = {
	slirp4netns: slirp,
	// RootlessKit gives pasta slirp4netns' own addresses.
	pasta: slirp,
	default: slirp,
	vpnkit: {
		link: 'tap0',
		address: '192.168.65.3',
		network: '192.168.65',
		gateway: '192.168.65.1',
		dns: '192.168.65.1',
		hostLoopback: '192.168.65.2',
	},
	// What Debian's lxc-net gives its bridge; RootlessKit warns that host loopback is disabled always.
	'lxc-user-nic': {
		link: 'eth0',
		network: '10.0.3',
		gateway: '10.0.3.1',
		dns: '10.0.3.1',
		gatewayIsHost: true,
	},
	'gvisor-tap-vsock': {
		link: 'tap0',
		address: '10.0.2.100',
		network: '10.0.2',
		gateway: '10.0.2.1',
		dns: '10.0.2.1',
		hostLoopback: '10.0.2.1',
	},
} as const satisfies Readonly<Record<string, Namespace>>

/** What the network driver of a cell makes; a plug-in's is taken to be as slirp4netns'. */
export function namespaceOf({ network }: { readonly network: string }): Namespace {
	const driver = networkDriver(network)
	return Object.hasOwn(namespaces, driver) ? namespaces[driver as keyof typeof namespaces] : slirp
}
