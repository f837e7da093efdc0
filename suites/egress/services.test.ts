import { expect, it } from 'vitest'
import { fakePlace, ran, runCheck } from '../check/testing/fake-check.ts'
import services from './services.checks.ts'

/** What becomes of two echoes, of which the peer receives and the container sees so many. */
async function pinged({
	sent = 2,
	received,
	answered,
}: Record<'received' | 'answered', number> & { sent?: number }) {
	// What the peer has received before is not this check's.
	let echoes = 40
	const snmp = async () => ran(`Icmp: InMsgs InErrors InEchos\nIcmp: 9 0 ${echoes}\n`)
	const ping = async () => {
		echoes += received
		return ran(`${sent} packets transmitted, ${answered} received, 0% packet loss, time 201ms\n`)
	}
	return runCheck(services, 'egress.ping', {
		fixtures: { first: async () => fakePlace('container "first"', { run: ping }) },
		peer: fakePlace('peer', { run: snmp }),
	})
}

const lost = { kind: 'lost' }

it('egress.ping passes where each of two echoes is received and answered', async () => {
	expect(await pinged({ received: 2, answered: 2 })).toEqual({ answered: 'right', received: 'right' })
})

it.each([
	{
		world: 'one of the answers is lost',
		received: 2,
		answered: 1,
		ways: { answered: lost, received: 'right' },
	},
	{ world: 'one of the echoes is lost', received: 1, answered: 1, ways: { answered: lost, received: lost } },
	{
		world: 'somebody else answers one',
		received: 1,
		answered: 2,
		ways: { answered: 'right', received: { kind: 'answered', by: 'somebody before the peer' } },
	},
	{ world: 'nothing comes', received: 0, answered: 0, ways: { answered: lost, received: lost } },
	{ world: 'one is never sent', sent: 1, received: 1, answered: 1, ways: { answered: lost, received: lost } },
	{ world: 'none is sent', sent: 0, received: 0, answered: 0, ways: { answered: lost, received: lost } },
])('egress.ping fails where $world', async ({ ways, ...echoes }) => {
	expect(await pinged(echoes)).toEqual(ways)
})
