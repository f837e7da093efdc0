import { expect, it } from 'vitest'
import type { Vantage } from '../vantage/vantage.ts'
import { linkMtus } from './link-mtus.ts'

const saying = (stdout: string) =>
	({ name: 'the host', run: async () => ({ stdout, stderr: '', code: 0 }) }) as unknown as Vantage

it('reads the MTU of each link that is no container’s', async () => {
	const links = [
		['lo', 65536],
		['tap0', 65520],
		['docker0', 1500],
		['veth1a2b', 1500],
		['br-0123', 1500],
	].map(([ifname, mtu]) => ({ ifname, mtu }))
	expect(await linkMtus(saying(JSON.stringify(links)))).toEqual({ tap0: 65520, docker0: 1500 })
	await expect(linkMtus(saying('Usage: ip'))).rejects.toThrow(/no list of links \(the host\)/)
})
