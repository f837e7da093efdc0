import { expect, test } from 'vitest'
import { readCell } from '#harness/matrix'
import { clientConfig, daemonJson, hostCommands, stackPath, unitDropIn } from './daemon-config.ts'
import { daemonStateOf } from './install.ts'

const raw = {
	id: '0'.repeat(12),
	slug: 'x',
	axes: {
		kernel: 'debian:6.12',
		brNetfilter: 'absent',
		docker: 'debian:28.5',
		rootlesskit: 'bundled',
		network: 'pasta@2025_05_03',
		portDriver: 'implicit',
		daemon: 'x',
	},
	daemonSettings: {},
} as const
const cell = readCell(raw)

test('defaults stay the daemon’s own', () => expect(daemonJson(cell)).toBe('{}\n'))

test('a profile becomes daemon.json and the unit’s environment', () => {
	const daemonSettings = {
		icc: false,
		userlandProxy: false,
		ignoreBrNetfilterError: '1',
		disableHostLoopback: false,
	}
	expect(daemonJson({ ...cell, daemonSettings })).toBe('{\n  "icc": false,\n  "userland-proxy": false\n}\n')
	expect(unitDropIn({ ...cell, daemonSettings })).toMatchInlineSnapshot(`
		"[Service]
		Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta"
		Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=implicit"
		Environment="DOCKER_IGNORE_BR_NETFILTER_ERROR=1"
		Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_DISABLE_HOST_LOOPBACK=false"
		"
	`)
})

test('the script is told no driver where its own choice is asked about', () => {
	const axes = {
		...cell.axes,
		network: readCell({ ...raw, axes: { ...raw.axes, network: 'default' } }).axes.network,
	}
	expect(unitDropIn({ ...cell, axes })).not.toContain('ROOTLESSKIT_NET=')
})

test('a value of a profile stays a value, whatever it has in it', () => {
	const ignoreBrNetfilterError = '1"\nExecStartPre=/bin/touch /tmp/x\r\\ %h'
	const env = { 'A"\nExecStopPost=/bin/true': 'x' }
	const named = unitDropIn({ ...cell, daemonSettings: { env } }).split('\n')
	expect(named[1]).toBe(String.raw`Environment="A\"\x0aExecStopPost=/bin/true=x"`)
	const lines = unitDropIn({ ...cell, daemonSettings: { ignoreBrNetfilterError } }).split('\n')
	expect(lines[3]).toBe(
		String.raw`Environment="DOCKER_IGNORE_BR_NETFILTER_ERROR=1\"\x0aExecStartPre=/bin/touch /tmp/x\x0d\\ %%h"`,
	)
	expect(lines).toHaveLength(5)
})

test('IPv6 on the default bridge comes with a subnet, which dockerd before 28.0 does not find by itself', () => {
	expect(JSON.parse(daemonJson({ ...cell, daemonSettings: { ipv6: true } }))).toEqual({
		ipv6: true,
		'fixed-cidr-v6': expect.stringMatching(/^fd.*\/64$/) as string,
	})
	expect(JSON.parse(daemonJson({ ...cell, daemonSettings: { ipv6: false } }))).toEqual({ ipv6: false })
})

test('the client is told of the plug-ins of its part, and of nothing where there are none', () => {
	const docker = { directory: 'docker-27.5.1', cliPlugins: 'cli-plugins' }
	expect(JSON.parse(clientConfig([docker, { directory: 'rootlesskit' }]) ?? '')).toEqual({
		cliPluginsExtraDirs: ['/opt/stacks/docker-27.5.1/cli-plugins'],
	})
	expect(clientConfig([{ directory: 'rootlesskit' }])).toBeUndefined()
})

test('the stack comes first in PATH', () => {
	expect(stackPath({ binDirs: ['/opt/stacks/a/bin'] })).toMatch(/^\/opt\/stacks\/a\/bin:/)
})

test('a refusal is what dockerd says; anything else is a failure', () => {
	expect(daemonStateOf('… failed to start daemon: Error initializing network controller').state).toBe(
		'refused',
	)
	expect(daemonStateOf('[rootlesskit:parent] error: slirp4netns failed').state).toBe('failed')
})

test('a profile reaches RootlessKit by the variables of its script, and dockerd by its own file', () => {
	const daemonSettings = {
		mtu: 65520,
		detachNetns: false,
		rootlesskitFlags: ['--ipv6', '--cidr=10.0.3.0/24'],
		...({ slirp4netnsSandbox: 'true', slirp4netnsSeccomp: 'false' } as const),
		...({ firewallBackend: 'nftables', ip6tables: false, bridge: 'none', storageDriver: 'vfs' } as const),
		containerdSnapshotter: true,
		env: { DOCKER_INSECURE_NO_IPTABLES_RAW: '1', DOCKERD_ROOTLESS_ROOTLESSKIT_NET: 'host' },
	}
	expect(unitDropIn({ ...cell, daemonSettings })).toMatchInlineSnapshot(`
		"[Service]
		Environment="DOCKER_INSECURE_NO_IPTABLES_RAW=1"
		Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta"
		Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=implicit"
		Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=65520"
		Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_DETACH_NETNS=false"
		Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS=--ipv6 --cidr=10.0.3.0/24"
		Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_SLIRP4NETNS_SANDBOX=true"
		Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_SLIRP4NETNS_SECCOMP=false"
		"
	`)
	expect(JSON.parse(daemonJson({ ...cell, daemonSettings }))).toEqual({
		'firewall-backend': 'nftables',
		ip6tables: false,
		bridge: 'none',
		'storage-driver': 'vfs',
		features: { 'containerd-snapshotter': true },
	})
})

test('sysctls and the choice of iptables are commands of root’s, and none where the profile has none', () => {
	const sysctls = { 'net.ipv4.ping_group_range': '0 65535', 'user.max_user_namespaces': '0' }
	expect(hostCommands({ ...cell, daemonSettings: { sysctls, iptables: 'legacy' } })).toEqual([
		['sysctl', '-q', '-w', 'net.ipv4.ping_group_range=0 65535', 'user.max_user_namespaces=0'],
		['update-alternatives', '--set', 'iptables', '/usr/sbin/iptables-legacy'],
		['update-alternatives', '--set', 'ip6tables', '/usr/sbin/ip6tables-legacy'],
		['sh', '-c', 'iptables -n -L; ip6tables -n -L; true'],
	])
	expect(hostCommands(cell)).toEqual([])
})
