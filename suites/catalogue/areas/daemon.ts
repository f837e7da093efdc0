import { type BrNetfilterContract, type CellView, brNetfilterContract } from '../br-netfilter.ts'
import { type CatalogueEntry } from '../entry.ts'
import { networkIccContract } from '../network-icc.ts'

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

export const daemon = [
	{
		id: 'daemon.starts',
		vantage: ['host'],
		contract:
			'the systemd user unit is active and `docker info` answers with `rootless` in its security options (and with the version that the cell is to run, else the cell is an error)',
		when: 'the daemon is not to refuse: see daemon.br-netfilter-error',
		withoutDaemon: true,
		appliesTo: (cell) => brNetfilterContract(cell).kind !== 'refuses' || noNeed.refuses,
	},
	{
		id: 'daemon.br-netfilter-error',
		vantage: ['host'],
		contract: 'without the bridge sysctl the daemon refuses to start and says exactly why',
		when: 'br_netfilter is not loaded, and icc=false or (from Docker 27.4 on) userland-proxy=false needs it',
		withoutDaemon: true,
		appliesTo: onlyWhen('refuses'),
	},
	{
		id: 'daemon.br-netfilter-ignored',
		vantage: ['host'],
		contract:
			'with DOCKER_IGNORE_BR_NETFILTER_ERROR=1 the daemon starts without the bridge sysctl and logs a warning',
		when: 'as above, from Docker 27.5.1 on, with the variable',
		withoutDaemon: true,
		appliesTo: onlyWhen('ignores'),
	},
	{
		id: 'daemon.network-icc-option',
		vantage: ['host'],
		contract:
			'without the bridge sysctl a network with enable_icc=false is refused, or with DOCKER_IGNORE_BR_NETFILTER_ERROR=1 created with a warning in the log',
		when: 'br_netfilter is not loaded',
		appliesTo: (cell) => networkIccContract(cell).kind !== 'available' || noNeed.available,
	},
] as const satisfies readonly CatalogueEntry[]
