import { type CatalogueEntry, always } from '../entry.ts'
import { asksForPorts, carriesUdp, carriesV6ToV4, proxyOn } from '../publishing.ts'

const withProxy = 'the userland proxy is on'
const udp = 'not with pasta before 2023_11_19, which does not forward UDP'

export const publish = [
	{
		id: 'publish.any-v4',
		vantage: ['host'],
		contract: 'a port published on all addresses answers on 127.0.0.1',
		when: withProxy,
		appliesTo: (cell) => proxyOn(cell) || 'the userland proxy is off: see publish.no-proxy',
	},
	{
		id: 'publish.any-nic',
		vantage: ['host', 'peer'],
		contract: "a port published on all addresses answers on the VM's LAN address",
		when: withProxy,
		appliesTo: (cell) => proxyOn(cell) || 'the userland proxy is off: see publish.no-proxy',
	},
	{
		id: 'publish.any-v6',
		vantage: ['host', 'peer'],
		contract: "a port published on all addresses answers on [::1] and on the VM's IPv6 LAN address",
		when: withProxy,
		appliesTo: carriesV6ToV4,
	},
	{
		id: 'publish.loopback-only-v4',
		vantage: ['host'],
		contract: 'a port published on 127.0.0.1 answers there',
		appliesTo: always,
	},
	{
		id: 'publish.loopback-only-hidden',
		vantage: ['peer'],
		contract:
			'a port published on 127.0.0.1 does not answer on the LAN address, even after pasta has looked for new ports',
		appliesTo: always,
	},
	{
		id: 'publish.loopback-only-v6',
		vantage: ['host'],
		contract: 'a port published on [::1] answers there',
		when: withProxy,
		appliesTo: carriesV6ToV4,
	},
	{
		id: 'publish.nic-address',
		vantage: ['host', 'peer'],
		contract: "a port published on the VM's LAN address answers there, and not on 127.0.0.1",
		when: 'not with the implicit port driver, which has no address of the VM to bind to',
		appliesTo: (cell) =>
			asksForPorts(cell) ||
			"with the implicit port driver dockerd binds ports in RootlessKit's namespace only, which has no address of the VM",
	},
	{
		id: 'publish.udp',
		vantage: ['host', 'peer'],
		contract: 'a UDP port published on all addresses answers on the LAN address',
		when: udp,
		appliesTo: carriesUdp,
	},
	{
		id: 'publish.udp-loopback',
		vantage: ['host'],
		contract: 'a UDP port published on all addresses answers on 127.0.0.1',
		when: udp,
		appliesTo: carriesUdp,
	},
	{
		id: 'publish.udp-v6',
		vantage: ['host', 'peer'],
		contract: 'a UDP port published on all addresses answers on [::1] and on the IPv6 LAN address',
		when: `${withProxy}; ${udp}`,
		appliesTo: (cell) => {
			const proxied = carriesV6ToV4(cell)
			return proxied === true ? carriesUdp(cell) : proxied
		},
	},
	{
		id: 'publish.range',
		vantage: ['host'],
		contract:
			'each port of a published range answers with the same port of the container, over TCP and, where the stack carries it, UDP',
		appliesTo: always,
	},
	{
		id: 'publish.translated-range',
		vantage: ['host'],
		contract:
			'each port of a range published as another range answers with its own port of the container, over TCP and, where the stack carries it, UDP',
		appliesTo: always,
	},
	{
		id: 'publish.distinct-loopbacks',
		vantage: ['host'],
		contract:
			'two containers are published on one port of 127.0.0.2 and 127.0.0.3, and each answers on its own',
		appliesTo: always,
	},
	{
		id: 'publish.privileged-port',
		vantage: ['host'],
		contract:
			'a port below ip_unprivileged_port_start is refused with an error that says so (the implicit port driver is asked nothing and refuses nothing), does not answer, and answers once the sysctl is lowered',
		appliesTo: always,
	},
	{
		id: 'publish.conflict',
		vantage: ['host'],
		contract:
			'a second publication of a port is refused with an error that names the port, the first still answers, and after its removal the port is free',
		appliesTo: always,
	},
	{
		id: 'publish.rebind',
		vantage: ['host'],
		contract:
			'a port whose container has just been removed can be published at once, and the new one answers',
		appliesTo: always,
	},
	{
		id: 'publish.sctp-error',
		vantage: ['host', 'netns'],
		contract: 'publishing an SCTP port is refused with an error that says so, and leaves nothing behind',
		appliesTo: always,
	},
	{
		id: 'publish.no-proxy',
		vantage: ['host', 'peer'],
		contract:
			'with userland-proxy=false a port published on all addresses answers on 127.0.0.1 and the LAN address',
		when: 'the userland proxy is off',
		appliesTo: (cell) => !proxyOn(cell) || 'the userland proxy is on: see publish.any-v4 and publish.any-nic',
	},
] as const satisfies readonly CatalogueEntry[]
