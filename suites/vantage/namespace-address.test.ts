import { expect, it } from 'vitest'
import { namespaceAddress } from './namespace-address.ts'
import { vantage } from './vantage.ts'

/** A namespace in which `ip address` prints this, and says for which link it was asked. */
function namespace(stdout: string) {
	const argvs: (readonly string[])[] = []
	const netns = vantage('netns', '/probe', async (argv) => {
		argvs.push(argv)
		return { stdout, stderr: '', code: 0, ms: 1 }
	})
	return { netns, argvs }
}

it('is the network driver’s own, which nobody has to be asked for', async () => {
	const { netns, argvs } = namespace('')
	expect(await namespaceAddress(netns, { network: 'pasta@2025_05_03' })).toBe('10.0.2.100')
	expect(argvs).toEqual([])
})

it('is what DHCP gave the link of lxc-user-nic', async () => {
	const { netns, argvs } = namespace(
		'2: eth0    inet 10.0.3.57/24 scope global eth0\\       valid_lft forever preferred_lft forever\n',
	)
	expect(await namespaceAddress(netns, { network: 'lxc-user-nic' })).toBe('10.0.3.57')
	expect(argvs[0]?.at(-1)).toBe('eth0')
	const none = namespace('').netns
	await expect(namespaceAddress(none, { network: 'lxc-user-nic' })).rejects.toThrow(
		"eth0 of RootlessKit's namespace has no IPv4 address",
	)
})
