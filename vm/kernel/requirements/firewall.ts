import { module, type Requirement } from './requirement.ts'

const nft = (id: string, option: string, why: string): Requirement =>
	module(id, option, {
		need: 'required',
		area: 'firewall',
		variant: 'nft',
		why,
		without: 'iptables (nft) cannot make its tables or rules: the daemon does not start.',
	})

const legacy = (id: string, option: string, why: string, rest: Partial<Requirement> = {}): Requirement =>
	module(id, option, {
		need: 'required',
		area: 'firewall',
		variant: 'legacy',
		why,
		without: 'iptables-legacy has no such table.',
		...rest,
	})

const match = (id: string, option: string, why: string, said: string): Requirement =>
	module(id, option, {
		need: 'required',
		area: 'firewall',
		why,
		without: `The daemon does not start: iptables says "${said}".`,
	})

const v6 = (id: string, option: string): Requirement =>
	module(id, option, {
		need: 'conditional',
		area: 'firewall-v6',
		variant: 'legacy',
		why: `The IPv6 twin of ${id.replace('ip6', 'ip')}, of iptables-legacy.`,
		without:
			'No rules for IPv6: published IPv6 ports are handled by docker-proxy alone; networks with IPv6 fail.',
	})

/** Since Linux 6.10 it has an option of its own, and IP_NF_IPTABLES may be set for the xt_ extensions alone. */
const legacyCore = (option: string): Pick<Requirement, 'options' | 'narrowed'> => ({
	options: [option, `${option}_LEGACY`],
	narrowed: { since: '6.10', options: [`${option}_LEGACY`] },
})

const nativeNft = (id: string, option: string, why: string): Requirement =>
	module(id, option, {
		need: 'conditional',
		area: 'firewall',
		why: `${why} Only with \`firewall-backend: nftables\`.`,
		without: 'The daemon does not start with that backend.',
		docker: { since: '29.0.0' },
	})

/** What the daemon's rules want: either iptables variant with all of it, and the xt_ modules for both. */
export const firewallRequirements: readonly Requirement[] = [
	{
		...nft('nf_tables', 'NF_TABLES', 'The tables that `iptables` of most distributions writes to.'),
		without:
			'iptables (nft) cannot make its tables: the daemon does not start. From 28.1.0 on dockerd-rootless-setuptool.sh refuses when it is neither loaded nor built in.',
	},
	nft(
		'nft_compat',
		'NFT_COMPAT',
		'Lets rules in nf_tables use xt_ matches and targets, as those of Docker do.',
	),
	{
		...nft('nft_chain_nat', 'NFT_NAT', 'Chains that translate addresses: published ports, the way out.'),
		modules: ['nft_chain_nat', 'nft_chain_nat_ipv4'],
	},
	{
		...legacy('ip_tables', 'IP_NF_IPTABLES', 'The tables of iptables-legacy.'),
		...legacyCore('IP_NF_IPTABLES'),
		without:
			'There is no iptables-legacy. Before 28.1.0 dockerd-rootless-setuptool.sh refuses when it is neither loaded nor built in, whichever variant is used; --skip-iptables goes on.',
	},
	legacy('iptable_filter', 'IP_NF_FILTER', 'The table filter: which traffic may pass.'),
	legacy('iptable_nat', 'IP_NF_NAT', 'The table nat: published ports, the way out.'),
	legacy(
		'iptable_raw',
		'IP_NF_RAW',
		'The table raw: packets to a published port that come from elsewhere are dropped early.',
		{
			docker: { since: '28.0.0' },
			without: 'Publishing a port fails; from 28.0.2 on DOCKER_INSECURE_NO_IPTABLES_RAW=1 does without.',
		},
	),
	legacy('iptable_mangle', 'IP_NF_MANGLE', "The table mangle: swarm's load balancer.", { need: 'optional' }),
	match(
		'nf_nat',
		'NF_NAT',
		'Translation of addresses: published ports, the way out.',
		"can't initialize iptables table `nat'",
	),
	module('nf_conntrack', 'NF_CONNTRACK', {
		need: 'required',
		area: 'firewall',
		why: 'Knows which packets belong to a connection.',
		without: 'There is no translation of addresses: the daemon does not start.',
	}),
	match(
		'xt_addrtype',
		'NETFILTER_XT_MATCH_ADDRTYPE',
		'The rule that sends packets for local addresses to the published ports.',
		'Extension addrtype revision 0 not supported, missing kernel module?',
	),
	match(
		'xt_conntrack',
		'NETFILTER_XT_MATCH_CONNTRACK',
		'The rule that lets answers back in.',
		'Extension conntrack … not supported, missing kernel module?',
	),
	{
		...match(
			'xt_MASQUERADE',
			'NETFILTER_XT_TARGET_MASQUERADE',
			'Gives packets of containers the address of tap0 on their way out.',
			'Extension MASQUERADE revision 0 not supported, missing kernel module?',
		),
		options: ['NETFILTER_XT_TARGET_MASQUERADE', 'IP_NF_TARGET_MASQUERADE'],
		modules: ['xt_MASQUERADE', 'ipt_MASQUERADE'],
	},
	{
		...match(
			'xt_nat',
			'NETFILTER_XT_NAT',
			'The target DNAT: sends a published port to its container.',
			'Extension DNAT … not supported, missing kernel module?',
		),
		options: ['NETFILTER_XT_NAT'],
		without:
			'The first published port fails: iptables says "Extension DNAT … not supported, missing kernel module?".',
	},
	match(
		'xt_tcpudp',
		'NETFILTER_XTABLES',
		'Rules for one port.',
		'Extension tcp … not supported, missing kernel module?',
	),
	module('ip_set', 'IP_SET', {
		need: 'required',
		area: 'firewall',
		why: 'Sets of addresses in rules: Docker 28.0.0 only, which put the networks of bridges in one.',
		without: 'Docker 28.0.0 does not start; 28.0.1 does.',
		docker: { since: '28.0.0', before: '28.0.1' },
	}),
	module('xt_set', 'NETFILTER_XT_SET', {
		need: 'required',
		area: 'firewall',
		why: 'The match for ip_set: Docker 28.0.0 only.',
		without: 'Docker 28.0.0 does not start; 28.0.1 does.',
		docker: { since: '28.0.0', before: '28.0.1' },
	}),
	nativeNft('nft_masq', 'NFT_MASQ', 'The way out of containers.'),
	nativeNft('nft_ct', 'NFT_CT', 'Answers of connections.'),
	nativeNft('nft_fib', 'NFT_FIB', 'Packets for local addresses.'),
	module('br_netfilter', 'BRIDGE_NETFILTER', {
		need: 'conditional',
		area: 'bridge',
		why: 'Filters packets between containers of one network; wanted with icc=false or userland-proxy=false only.',
		without:
			'With icc=false, and from 27.4 on with userland-proxy=false, the daemon does not start; with DOCKER_IGNORE_BR_NETFILTER_ERROR=1 (27.5.1) it starts and does not enforce icc=false.',
	}),
	{ ...v6('ip6_tables', 'IP6_NF_IPTABLES'), ...legacyCore('IP6_NF_IPTABLES') },
	v6('ip6table_filter', 'IP6_NF_FILTER'),
	v6('ip6table_nat', 'IP6_NF_NAT'),
	{ ...v6('ip6table_raw', 'IP6_NF_RAW'), docker: { since: '28.0.0' } },
	{ ...v6('ip6table_mangle', 'IP6_NF_MANGLE'), need: 'optional' },
	module('nf_conntrack_netlink', 'NF_CT_NETLINK', {
		need: 'conditional',
		area: 'firewall',
		why: 'The daemon forgets the flows of a port that is not published any more.',
		without: 'A UDP flow may go on to an ended container until it times out.',
	}),
	{
		...nft(
			'nf_tables_ipv4',
			'NF_TABLES_IPV4',
			'The family ip of nf_tables; part of nf_tables since Linux 4.16.',
		),
		id: 'CONFIG_NF_TABLES_IPV4',
		modules: [],
	},
	module('xt_connmark', 'NETFILTER_XT_CONNMARK', {
		need: 'conditional',
		area: 'firewall',
		why: 'The port driver builtin of RootlessKit 3.0 and 3.1 keeps the source address of a client with it (with iptable_mangle; userland-proxy=false only).',
		without: 'A connection waits a second, then comes from the address of the namespace.',
	}),
	module('xt_comment', 'NETFILTER_XT_MATCH_COMMENT', {
		need: 'optional',
		area: 'firewall',
		why: 'Comments in rules, as other tools write them.',
		without: 'Such rules are refused.',
	}),
	module('xt_multiport', 'NETFILTER_XT_MATCH_MULTIPORT', {
		need: 'optional',
		area: 'firewall',
		why: "Several ports in one rule, as swarm's load balancer and other tools write them.",
		without: 'Such rules are refused.',
	}),
	module('xt_mark', 'NETFILTER_XT_MARK', {
		need: 'optional',
		area: 'firewall',
		why: 'Marks of packets: encrypted overlay networks, `bridge-accept-fwmark` (28.5).',
		without: 'Such rules are refused.',
	}),
]
