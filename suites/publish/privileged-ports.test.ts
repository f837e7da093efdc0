import { expect, it } from 'vitest'
import type { Guest } from '#vm'
import { lowerUnprivilegedPorts } from './privileged-ports.ts'

it('lowers the first port, and puts back the one that was read before', async () => {
	const ran: string[] = []
	const check = (argv: readonly string[]) => {
		ran.push(argv.at(-1)!)
		return Promise.resolve({ code: 0, stdout: '', stderr: '', ms: 1 })
	}
	{
		const guest = { check } as unknown as Guest
		await using _lowered = await lowerUnprivilegedPorts(
			guest,
			{ from: 1024, to: 81 },
			AbortSignal.timeout(60_000),
		)
		expect(ran).toEqual(['net.ipv4.ip_unprivileged_port_start=81'])
	}
	expect(ran.slice(1)).toEqual(['net.ipv4.ip_unprivileged_port_start=1024'])
})
