import { expect, test } from 'vitest'
import { readCell } from '#harness/matrix'
import { clientConfig, daemonJson, stackPath, unitDropIn } from './daemon-config.ts'
import { daemonStateOf } from './install.ts'

const cell = readCell({
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
})

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

test('a value of a profile stays a value, whatever it has in it', () => {
	const ignoreBrNetfilterError = '1"\nExecStartPre=/bin/touch /tmp/x\r\\ %h'
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
