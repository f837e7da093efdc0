import { describe, expect, it } from 'vitest'
import { profile } from './schema.ts'
import { readDaemonSettings } from './settings-words.ts'

const read = (settings: Record<string, unknown>) => {
	const found = profile.safeParse(settings)
	return found.success
		? found.data
		: found.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('a profile’s keys', () => {
	it('are read as the record has them', () => {
		expect(
			read({
				mtu: 65520,
				'detach-netns': false,
				'rootlesskit-flags': ['--ipv6', '--cidr=10.0.3.0/24'],
				'slirp4netns-sandbox': true,
				'slirp4netns-seccomp': 'auto',
				'firewall-backend': 'nftables',
				ip6tables: false,
				bridge: 'none',
				'storage-driver': 'vfs',
				'containerd-snapshotter': true,
				env: { DOCKER_INSECURE_NO_IPTABLES_RAW: 1, NOTE: 'two words' },
				sysctls: { 'net.ipv4.ip_unprivileged_port_start': 0, 'net.ipv4.ping_group_range': '0 65535' },
			}),
		).toEqual({
			mtu: 65520,
			detachNetns: false,
			rootlesskitFlags: ['--ipv6', '--cidr=10.0.3.0/24'],
			slirp4netnsSandbox: 'true',
			slirp4netnsSeccomp: 'auto',
			firewallBackend: 'nftables',
			ip6tables: false,
			bridge: 'none',
			storageDriver: 'vfs',
			containerdSnapshotter: true,
			env: { DOCKER_INSECURE_NO_IPTABLES_RAW: '1', NOTE: 'two words' },
			sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0', 'net.ipv4.ping_group_range': '0 65535' },
		})
	})

	it.each<[string, unknown]>([
		['mtu', 100],
		['mtu', 1500.5],
		['mtu', 65521],
		['mtu', '1500 --debug'],
		['rootlesskit-flags', ['ipv6']],
		['rootlesskit-flags', ['--ipv6 --net=host']],
		['rootlesskit-flags', ['--net=host']],
		['rootlesskit-flags', ['--port-driver', 'none']],
		['rootlesskit-flags', ['--x=$(id)']],
		['rootlesskit-flags', ['--x=*']],
		['rootlesskit-flags', ['--ipv6\n--debug']],
		['slirp4netns-sandbox', 'perhaps'],
		['firewall-backend', 'ufw'],
		['bridge', 'docker1'],
		['storage-driver', '../x'],
		['env', { PATH: '/tmp' }],
		['env', { LD_PRELOAD: '/tmp/x.so' }],
		['env', { DOCKERD_ROOTLESS_ROOTLESSKIT_NET: 'host' }],
		['env', { 'A B': '1' }],
		['env', { 'A"\nExecStartPre=/bin/true\nB': '1' }],
		['env', { A: 'x\nExecStartPre=/bin/true' }],
		['env', { A: 'x'.repeat(501) }],
		['env', { A: ['x'] }],
		['env', 'A=1'],
		['sysctls', { 'kernel.core_pattern': '|/bin/sh' }],
		['sysctls', { 'net.ipv4.ip_forward': '1; reboot' }],
		['sysctls', { '-p': '/etc/x' }],
		['sysctls', { 'net/../../etc': '1' }],
		['sysctls', { 'dev.raid.speed_limit_max': 1 }],
	])('%s is not %j, and says what it should be', (key, value) => {
		expect(read({ [key]: value })).toEqual([expect.stringMatching(`^${key}: \\S+`)])
	})

	it.each([
		['icc', false],
		['icc', true],
		['ipv6', true],
		['userland-proxy', false],
	])('bridge: none goes without %s: %j, of which no check could tell anything', (key, value) => {
		expect(read({ bridge: 'none', [key]: value })).toEqual([
			`${key}: nothing, or another value: with "bridge: none" no check asks about ${key}`,
		])
		expect(read({ [key]: value })).not.toBeInstanceOf(Array)
	})

	it('can be asked about in words, where a word can say them', () => {
		expect(readDaemonSettings('mtu=1500,rootlesskit-flags=--ipv6,firewall-backend=nftables')).toEqual({
			problems: [],
			settings: { mtu: 1500, rootlesskitFlags: ['--ipv6'], firewallBackend: 'nftables' },
		})
		expect(readDaemonSettings('mtu=small').problems).toEqual([
			'mtu: expected a whole number from 576 to 65520',
		])
	})
})
