import type { Guest } from '#vm'
import { describe, expect, it } from 'vitest'
import { anotherLanAddress } from './lan-address.ts'
import { lossyLan } from './lossy-lan.ts'
import { startPeerService } from './peer-service.ts'
import type { Vantage } from './vantage.ts'

const { signal } = new AbortController()

/** Takes down every command; `answers` says what one prints, or that it fails. */
function fakeGuest(answers: (command: string) => string | Error = () => '') {
	const commands: string[] = []
	const exec = async (argv: readonly string[]) => {
		const command = argv.join(' ')
		commands.push(command)
		const answer = answers(command)
		if (answer instanceof Error) throw answer
		return { stdout: answer, stderr: '', code: 0, ms: 1 }
	}
	return { commands, guest: { exec, check: exec } as unknown as Guest }
}

it('a second LAN address is there until it is disposed of', async () => {
	const { guest, commands } = fakeGuest()
	{
		await using other = await anotherLanAddress(guest, signal)
		expect(commands).toEqual([`ip address replace ${other.address}/24 dev lan0`])
	}
	expect(commands.at(-1)).toBe('ip address delete 198.51.100.12/24 dev lan0')
})

describe('a LAN that loses packets', () => {
	const counters = (packets: number) =>
		[
			'Chain INPUT (policy ACCEPT 10 packets, 20 bytes)',
			`   ${packets}   6000 DROP  tcp -- lan0 * 0.0.0.0/0 0.0.0.0/0 statistic mode nth every 25 packet 12`,
		].join('\n')

	it('counts what it has lost for either side, and is whole again afterwards', async () => {
		const { guest, commands } = fakeGuest((command) =>
			command.endsWith('-nvxL INPUT') ? counters(command.includes('peer') ? 7 : 3) : '',
		)
		{
			await using lan = await lossyLan(guest, signal)
			expect(await lan.lost()).toEqual({ toVm: 3, toPeer: 7 })
		}
		const made = commands.filter((one) => one.includes(' -I '))
		expect(commands.filter((one) => one.includes(' -D '))).toEqual(
			made.map((one) => one.replace(' -I ', ' -D ')),
		)
		expect(made).toHaveLength(2)
	})

	it('has lost nothing where no rule counts', async () => {
		const { guest } = fakeGuest()
		await using lan = await lossyLan(guest, signal)
		expect(await lan.lost()).toEqual({ toVm: 0, toPeer: 0 })
	})

	it('mends the one side where the other could not be made lossy', async () => {
		const { guest, commands } = fakeGuest((command) =>
			command.includes('peer iptables -w -I') ? new Error('no such match') : '',
		)
		await expect(lossyLan(guest, signal)).rejects.toThrow('no such match')
		expect(commands.some((one) => one.startsWith('iptables -w -D INPUT'))).toBe(true)
	})
})

describe('a service of the peer’s on an address of its own', () => {
	const request = (guest: Guest, who: string) => {
		const answer = { kind: 'answered', who, peer: '-', nonceMatches: true, ms: 1 }
		const host = { ask: async () => answer } as unknown as Vantage
		return { guest, host, signal, address: '169.254.169.254', port: 80 }
	}

	it('runs in the peer’s namespace, and takes its address with it', async () => {
		const { guest, commands } = fakeGuest()
		{
			await using service = await startPeerService(request(guest, 'host-80'))
			expect(service.who).toBe('host-80')
		}
		expect(commands[1]).toContain('NetworkNamespacePath=/run/netns/peer')
		expect(commands.at(-1)).toBe('ip netns exec peer ip address delete 169.254.169.254/32 dev lo')
	})

	it('leaves no address where somebody else answers on it', async () => {
		const { guest, commands } = fakeGuest()
		await expect(startPeerService(request(guest, 'a cloud'))).rejects.toThrow('does not answer there')
		expect(commands.at(-1)).toContain('address delete 169.254.169.254/32')
	})
})
