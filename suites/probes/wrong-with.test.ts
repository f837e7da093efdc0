import { expect, it } from 'vitest'
import { daemonDown, daemonRefused, roleOf } from './wrong-with.ts'

const [one, other] = ['61'.repeat(32), 'e4'.repeat(32)]

it('the daemon’s words keep the end, which says what was at the bottom of it, and no ids', () => {
	// Docker 26.1.5: 340 characters with its ids.
	const stuck = `failed to start daemon: Error initializing network controller: error creating default "bridge" network: cannot create network ${one} (docker0): conflicts with network ${other} (docker0): networks have same bridge name`
	expect(daemonDown(stuck)).toEqual({
		kind: 'daemon-down',
		words: stuck.replace(one, '<id>').replace(other, '<id>'),
	})
	const long = daemonRefused(`driver failed: ${'x'.repeat(50_000)}: address already in use`)
	expect(long).toMatchObject({
		words: expect.stringMatching(/^driver failed: x+ … x+: address already in use$/) as string,
	})
	expect(JSON.stringify(long).length).toBeLessThan(400)
})

it('an address is told by its role', () => {
	expect(roleOf('172.18.0.1', { gateway: '172.18.0.1' })).toBe('bridge-gateway')
	expect(
		['10.0.2.2', '10.0.2.100', '198.51.100.1', '127.0.0.1', '192.0.2.7'].map((one) => roleOf(one)),
	).toEqual(['slirp-gateway', 'netns', 'peer', 'loopback', '192.0.2.7'])
	// lxc-net's bridge is the VM itself, and whoever DHCP gave an address to is behind it.
	expect(['10.0.3.1', '10.0.3.57'].map((one) => roleOf(one))).toEqual(['vm', 'netns'])
})
