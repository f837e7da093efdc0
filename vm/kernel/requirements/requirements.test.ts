import { format } from 'oxfmt'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { fakeSet } from '../fixtures/kernel-set.ts'
import { evaluate, requirements, requirementsReference } from './index.ts'
import { isIn } from './version.ts'

/** Everything that rootless Docker wants, as a distribution builds it. */
const names = requirements.flatMap(({ modules }) => modules)
const everything = Object.fromEntries(
	requirements.flatMap(({ options, modules }) =>
		options.map((option) => [option, modules.length > 0 ? 'm' : 'y']),
	),
)
const without = (...left: readonly string[]) => names.filter((name) => !left.includes(name))
const finding = (report: ReturnType<typeof evaluate>, id: string) =>
	report.findings.find(({ requirement }) => requirement.id === id)!
const bad = (report: ReturnType<typeof evaluate>) =>
	report.findings
		.filter(({ effect }) => effect !== 'ok')
		.map(({ requirement, effect }) => `${requirement.id} ${effect}`)

test('a kernel with everything lacks nothing', () => {
	const report = evaluate(fakeSet({ config: everything, modules: names, builtin: [] }), '27.5.1')
	expect(bad(report)).toEqual([])
	expect(report.firewall).toBe('nft')
})

test('each thing that is needed breaks or limits rootless Docker when it alone is not built', () => {
	for (const { id, options, need, variant, docker } of requirements) {
		const config = { ...everything, ...Object.fromEntries(options.map((option) => [option, 'n'])) }
		const left = requirements.find((one) => one.id === id)!.modules
		const set = fakeSet({ config, modules: without(...left), builtin: [] })
		const { effect, presence } = evaluate(set).findings.find(({ requirement }) => requirement.id === id) ?? {}
		// Of a kernel of another age it is not asked.
		if (presence === undefined) continue
		expect([id, presence]).toEqual([id, 'missing'])
		if (need === 'required' && variant === undefined && docker === undefined)
			expect([id, effect]).toEqual([id, 'breaks'])
		if (need === 'optional') expect([id, effect]).toEqual([id, 'minor'])
	}
})

test('RHEL 10 without kernel-modules-extra: what breaks, and which package has it', () => {
	const left = ['br_netfilter', 'xt_addrtype', 'xt_MASQUERADE', 'nft_compat', 'ip_tables']
	const set = fakeSet({
		release: '6.12.0-55.el10.x86_64',
		config: everything,
		modules: without(...left),
		builtin: [],
		packageNames: ['kernel-core', 'kernel-modules-core', 'kernel-modules'],
	})
	const report = evaluate(set, '29.6.2')
	expect(finding(report, 'xt_addrtype')).toMatchObject({
		effect: 'breaks',
		absence: 'not-given',
		remedy: 'In kernel-modules-extra of RHEL 10 or its like, which was not given.',
		requirement: {
			without: expect.stringContaining(
				'Extension addrtype revision 0 not supported, missing kernel module?',
			) as string,
		},
	})
	expect(finding(report, 'br_netfilter')).toMatchObject({ effect: 'limits', presence: 'missing' })
	expect(report.firewall).toBe('none')
	expect(evaluate({ ...set, modules: fakeSet({ modules: names }).modules }, '29.6.2').firewall).toBe('nft')
})

test.each([
	[
		'6.8.0-45-generic',
		['linux-image-unsigned-6.8.0-45-generic'],
		'likely in linux-modules-6.8.0-45-generic or linux-modules-extra-6.8.0-45-generic of Ubuntu',
	],
	['6.4.0-150600.23.47-default', ['kernel-default-base'], 'likely in kernel-default or'],
	['6.14.9-300.fc42.x86_64', [], 'kernel-modules-extra of Fedora 42'],
	['6.6.87.2-microsoft-standard-WSL2', [], 'modules.vhdx of WSL'],
	['6.12.1', [], 'Give all that has modules of 6.12.1'],
	['7.3.4-amd64', ['linux-binary-7.3.4-amd64'], 'linux-modules-7.3.4-amd64 of Debian'],
])('%s: the package that is likely to have a module', (release, packageNames, words) => {
	const set = fakeSet({ release, config: everything, packageNames })
	expect(finding(evaluate(set), 'bridge').remedy).toContain(words)
})

test('IP_NF_IPTABLES alone is no ip_tables since Linux 6.10', () => {
	const config = { ...everything, IP_NF_IPTABLES: 'y', IP_NF_IPTABLES_LEGACY: 'n' }
	const found = (release: string) =>
		finding(evaluate(fakeSet({ release, config, modules: without('ip_tables') })), 'ip_tables')
	expect(found('6.1.0-1-amd64').presence).toBe('builtin')
	expect(found('6.12.1-no-ip-tables')).toMatchObject({
		absence: 'not-built',
		remedy: 'Not built (CONFIG_IP_NF_IPTABLES_LEGACY is not set): no package of this kernel has it.',
	})
})

test('what is not built is in no package', () => {
	const set = fakeSet({
		config: { ...everything, BRIDGE_NETFILTER: 'n' },
		modules: without('br_netfilter'),
		builtin: [],
	})
	expect(finding(evaluate(set), 'br_netfilter')).toMatchObject({
		absence: 'not-built',
		remedy: 'Not built (CONFIG_BRIDGE_NETFILTER is not set): no package of this kernel has it.',
	})
})

test('a bare configuration is enough, and its modules are taken to be there', () => {
	const report = evaluate(fakeSet({ image: false, config: everything }), '27.5.1')
	expect(bad(report)).toEqual([])
	expect(finding(report, 'bridge').presence).toBe('module')
	expect(finding(report, 'CONFIG_USER_NS').presence).toBe('builtin')
})

test('an image without its modules has none of them', () => {
	expect(finding(evaluate(fakeSet({ config: everything })), 'bridge')).toMatchObject({
		presence: 'missing',
		effect: 'breaks',
	})
})

test('without a configuration, what only it could say is unknown, and nothing is called broken for it', () => {
	const report = evaluate(fakeSet({ modules: names, builtin: [] }))
	expect(finding(report, 'CONFIG_USER_NS')).toMatchObject({ presence: 'unknown', effect: 'unknown' })
	expect(finding(report, 'bridge')).toMatchObject({ presence: 'module', effect: 'ok' })
	expect(report.findings.some(({ effect }) => effect === 'breaks')).toBe(false)
	expect(finding(evaluate(fakeSet({})), 'bridge')).toMatchObject({ presence: 'unknown' })
})

test('iptables-legacy is enough where nf_tables is missing, and the other way round', () => {
	const nft = ['nf_tables', 'nft_compat', 'nft_chain_nat', 'nft_chain_nat_ipv4']
	const legacy = evaluate(fakeSet({ config: everything, modules: without(...nft), builtin: [] }), '27.5.1')
	expect(legacy.firewall).toBe('legacy')
	expect(finding(legacy, 'nft_compat').effect).toBe('limits')
	const old = ['ip_tables', 'iptable_filter', 'iptable_nat']
	const both = evaluate(
		fakeSet({ config: everything, modules: without(...nft, ...old), builtin: [] }),
		'27.5.1',
	)
	expect(both.firewall).toBe('none')
	expect(finding(both, 'nft_compat').effect).toBe('breaks')
})

test('what a version of Docker does not want is not asked', () => {
	const ids = (docker: string) =>
		evaluate(fakeSet({}), docker).findings.map(({ requirement }) => requirement.id)
	expect(ids('27.5.1')).not.toContain('iptable_raw')
	expect(ids('28.0.0')).toEqual(expect.arrayContaining(['iptable_raw', 'ip_set', 'xt_set']))
	expect(ids('28.0.1')).not.toContain('xt_set')
	expect(ids('28.5.2')).not.toContain('nft_fib')
	expect(ids('29.0.0')).toContain('nft_fib')
})

test('blacklisted modules are said, by the file that does it', () => {
	const modprobe =
		'# RHEL\nblacklist br-netfilter\ninstall tun /bin/false\ninstall veth /sbin/modprobe -i veth\n'
	const report = evaluate(fakeSet({ config: everything, modules: names, builtin: [], modprobe }))
	expect(finding(report, 'br_netfilter').blacklisted).toEqual({
		from: 'modprobe.d/x.conf',
		kind: 'blacklist',
	})
	expect(finding(report, 'tun').blacklisted).toMatchObject({ kind: 'install' })
	expect(finding(report, 'veth').blacklisted).toBeUndefined()
})

test('versions compare as numbers, and a span ends before its end', () => {
	expect(isIn({ since: '5.4' }, '5.10.1')).toBe(true)
	expect(isIn({ since: '28.0.0', before: '28.0.1' }, '28.0.1')).toBe(false)
	expect(isIn({ before: '5.2' }, '5.2.0-rc1')).toBe(false)
})

/** What moby's contrib/check-config.sh asks for at v27 and later, with either version of cgroups, of any kernel. */
const checkConfig = `
	NAMESPACES NET_NS PID_NS IPC_NS UTS_NS CGROUPS CGROUP_SCHED KEYS VETH BRIDGE BRIDGE_NETFILTER IP_NF_FILTER IP_NF_MANGLE
	IP_NF_TARGET_MASQUERADE IP6_NF_FILTER IP6_NF_MANGLE IP6_NF_TARGET_MASQUERADE NETFILTER_XT_MATCH_ADDRTYPE
	NETFILTER_XT_MATCH_CONNTRACK NETFILTER_XT_MATCH_IPVS NETFILTER_XT_MARK IP_NF_RAW IP_NF_NAT NF_NAT IP6_NF_RAW IP6_NF_NAT
	POSIX_MQUEUE CGROUP_FREEZER CGROUP_DEVICE CPUSETS CGROUP_CPUACCT MEMCG DEVPTS_MULTIPLE_INSTANCES NF_NAT_IPV4
	NF_NAT_NEEDED CGROUP_BPF USER_NS SECCOMP SECCOMP_FILTER CGROUP_PIDS CGROUP_HUGETLB MEMCG_SWAP MEMCG_SWAP_ENABLED
	MEMCG_KMEM RESOURCE_COUNTERS NETPRIO_CGROUP CGROUP_NET_PRIO IOSCHED_CFQ CFQ_GROUP_IOSCHED BLK_CGROUP BLK_DEV_THROTTLING
	CGROUP_PERF NET_CLS_CGROUP CFS_BANDWIDTH FAIR_GROUP_SCHED IP_NF_TARGET_REDIRECT IP_VS IP_VS_NFCT IP_VS_PROTO_TCP
	IP_VS_PROTO_UDP IP_VS_RR SECURITY_SELINUX SECURITY_APPARMOR EXT3_FS EXT3_FS_XATTR EXT3_FS_POSIX_ACL EXT3_FS_SECURITY
	EXT4_FS EXT4_FS_POSIX_ACL EXT4_FS_SECURITY VXLAN BRIDGE_VLAN_FILTERING CRYPTO CRYPTO_AEAD CRYPTO_GCM CRYPTO_SEQIV
	CRYPTO_GHASH XFRM XFRM_USER XFRM_ALGO INET_ESP NETFILTER_XT_MATCH_BPF INET_XFRM_MODE_TRANSPORT IPVLAN MACVLAN DUMMY
	NF_NAT_FTP NF_CONNTRACK_FTP NF_NAT_TFTP NF_CONNTRACK_TFTP BTRFS_FS BTRFS_FS_POSIX_ACL OVERLAY_FS`

test("all that moby's check-config.sh asks for is asked", () => {
	const asked = new Set(requirements.flatMap(({ options }) => options))
	expect(checkConfig.split(/\s+/).filter((name) => name !== '' && !asked.has(name))).toEqual([])
})

test('no two requirements have one name', () => {
	const ids = requirements.map(({ id }) => id)
	expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

test('the reference says what the code does', async () => {
	const path = fileURLToPath(new URL('../../../docs/reference/kernel-requirements.md', import.meta.url))
	const { code } = await format(path, requirementsReference())
	await expect(code).toMatchFileSnapshot(path)
})
