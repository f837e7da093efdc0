import { expect, it } from 'vitest'
import { answerOf, byPort, fakePlace, ran, runCheck } from '../check/testing/fake-check.ts'
import chosenPorts from './chosen-ports.checks.ts'

const last = 32_768
const held = last + 1

/** A daemon that gives this port although a program of the VM holds the first one after the last; each answers. */
function asked(given: number, order: string[] = []) {
	const container = (who: string, port: number) => ({
		who,
		start: async () => undefined,
		tryStart: async () => {
			order.push('starts')
			return { kind: 'started' }
		},
		hostPort: async () => port,
		[Symbol.asyncDispose]: async () => undefined,
	})
	return runCheck(chosenPorts, 'publish.ephemeral-port-taken', {
		facts: { cell: { axes: { portDriver: 'implicit' } }, stack: {}, asked: {} },
		guest: { exec: async () => ran() },
		gracePeriod: { since: async () => void order.push('pasta has looked') },
		containers: {
			published: async (name: string) =>
				name === 'chooser' ? container('chooser', last) : container('evader', given),
		},
		host: fakePlace('host', {
			ask: ({ host, port }) =>
				host === '127.0.0.1'
					? byPort({ [given]: () => answerOf('evader') })({ host, port })
					: Promise.resolve(answerOf(`host-${held}`)),
		}),
	})
}

it('a daemon that takes the port that is held is no daemon that took another, whoever answers on 127.0.0.1', async () => {
	expect(await asked(held)).toEqual({ host: { kind: 'wrong-value', found: 'the port that is held' } })
	expect(await asked(held + 1)).toEqual({ host: 'right' })
})

it('the container starts once pasta has seen which port is held', async () => {
	const order: string[] = []
	await asked(held + 1, order)
	expect(order).toEqual(['pasta has looked', 'starts'])
})
