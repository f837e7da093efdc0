import { type BrNetfilterContract, type CellView, brNetfilterContract } from './br-netfilter.ts'

/** C, N, H and X of checks.md. */
export type VantageName = 'container' | 'netns' | 'host' | 'peer'

export interface CatalogueEntry {
	readonly id: string
	readonly vantage: readonly VantageName[]
	/** What holds when the check passes: one sentence. */
	readonly contract: string
	/** Whether the check can say something although no daemon runs. */
	readonly withoutDaemon?: true
	/** True, or the reason why this configuration gives no such contract. */
	readonly appliesTo: (cell: CellView) => true | string
}

const always = (): true => true

const noNeed: Record<BrNetfilterContract['kind'], string> = {
	'not-needed': 'nothing in this configuration needs br_netfilter',
	available: 'br_netfilter is loaded',
	refuses: 'this configuration is to refuse: see daemon.br-netfilter-error',
	ignores: 'this configuration is to start without br_netfilter: see daemon.br-netfilter-ignored',
}

const onlyWhen =
	(kind: BrNetfilterContract['kind']) =>
	(cell: CellView): true | string => {
		const contract = brNetfilterContract(cell)
		return contract.kind === kind || noNeed[contract.kind]
	}

/** Every check there is, in the order in which they run. */
export const catalogue = [
	{
		id: 'daemon.starts',
		vantage: ['host'],
		contract:
			'the systemd user unit is active and `docker info` answers with `rootless` in its security options',
		withoutDaemon: true,
		appliesTo: (cell) => brNetfilterContract(cell).kind !== 'refuses' || noNeed.refuses,
	},
	{
		id: 'daemon.br-netfilter-error',
		vantage: ['host'],
		contract: 'without the bridge sysctl the daemon refuses to start and says exactly why',
		withoutDaemon: true,
		appliesTo: onlyWhen('refuses'),
	},
	{
		id: 'daemon.br-netfilter-ignored',
		vantage: ['host'],
		contract:
			'with DOCKER_IGNORE_BR_NETFILTER_ERROR=1 the daemon starts without the bridge sysctl and logs a warning',
		withoutDaemon: true,
		appliesTo: onlyWhen('ignores'),
	},
	{
		id: 'kernel.facts',
		vantage: ['host', 'netns'],
		contract: 'records what explains verdicts: modules, bridge sysctls, iptables, kernel options',
		withoutDaemon: true,
		appliesTo: always,
	},
	{
		id: 'bridge.same-network-v4',
		vantage: ['container'],
		contract: 'a neighbour on a user-defined network answers by its address',
		appliesTo: always,
	},
	{
		id: 'bridge.default-bridge',
		vantage: ['container'],
		contract: 'a neighbour on the default bridge answers by its address',
		appliesTo: ({ daemonSettings }) =>
			daemonSettings.icc !== false || 'icc=false shuts the default bridge: see bridge.icc-blocked',
	},
	{
		id: 'bridge.name-resolution',
		vantage: ['container'],
		contract: 'a neighbour on a user-defined network answers by its name, through 127.0.0.11',
		appliesTo: always,
	},
	{
		id: 'bridge.networks-isolated',
		vantage: ['container'],
		contract: 'there is no way to a container of another network',
		appliesTo: always,
	},
	{
		id: 'bridge.icc-blocked',
		vantage: ['container'],
		contract: 'with icc=false neighbours on the default bridge cannot talk',
		appliesTo: ({ daemonSettings }) =>
			daemonSettings.icc === false || 'icc is on: neighbours on the default bridge may talk',
	},
	{
		id: 'bridge.hairpin-proxy',
		vantage: ['container'],
		contract:
			"a neighbour's published port answers on the VM's LAN address, and where the driver is implicit on the network's gateway too",
		appliesTo: ({ daemonSettings }) =>
			daemonSettings.userlandProxy !== false || 'the userland proxy is off: see bridge.hairpin-no-proxy',
	},
	{
		id: 'publish.any-v4',
		vantage: ['host'],
		contract: 'a port published on all addresses answers on 127.0.0.1',
		appliesTo: always,
	},
	{
		id: 'publish.any-nic',
		vantage: ['host', 'peer'],
		contract: "a port published on all addresses answers on the VM's LAN address",
		appliesTo: always,
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
		contract: 'a port published on 127.0.0.1 does not answer on the LAN address',
		appliesTo: always,
	},
	{
		id: 'source.peer-address',
		vantage: ['peer', 'container'],
		contract: "the container sees the peer's address",
		appliesTo: always,
	},
	{
		id: 'egress.tcp',
		vantage: ['container'],
		contract: 'a service address behind the peer answers over TCP',
		appliesTo: always,
	},
	{
		id: 'dns.udp',
		vantage: ['container', 'netns'],
		contract: "the lab's DNS server answers for A and AAAA records of lab.test",
		appliesTo: always,
	},
	{
		id: 'isolation.host-loopback',
		vantage: ['container'],
		contract:
			"a service on the VM's 127.0.0.1 answers through 10.0.2.2 only when host loopback is not disabled",
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]

export type CheckId = (typeof catalogue)[number]['id']

/** @throws RangeError for an id that is not in the catalogue. */
export function catalogueEntry(id: string): CatalogueEntry {
	const entry = catalogue.find((one) => one.id === id)
	if (!entry) throw new RangeError(`"${id}" is not in the catalogue of checks`)
	return entry
}
