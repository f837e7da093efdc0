import { expect, it } from 'vitest'
import { protocolWays } from './forms.ts'
import { settled, unwrap } from './settled.ts'

it('a way has a name for each protocol and family, and the forms in which it may fail', () => {
	expect(protocolWays(['lost'], ['peer'], ['udp'])).toEqual({ 'peer.udp': ['lost'], 'peer.udp-v6': ['lost'] })
	expect(Object.keys(protocolWays(['timeout'], ['']))).toEqual([
		'tcp',
		'udp',
		'icmp',
		'tcp-v6',
		'udp-v6',
		'icmp-v6',
	])
})

it('a part that went wrong says so to whoever needs it, and to nobody else', async () => {
	expect(unwrap(await settled(async () => 1))).toBe(1)
	const broken = await settled(() => Promise.reject(new Error('it broke')))
	expect(() => unwrap(broken)).toThrow('it broke')
})
