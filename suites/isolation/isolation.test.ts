import { expect, it } from 'vitest'
import { answerOf, byPort, fakePlace, ran, runCheck } from '../check/testing/fake-check.ts'
import type { Answer } from '../probes/answer.ts'
import { lab } from '../vantage/lab.ts'
import { fakePasta } from '../vantage/testing/fake-pasta.ts'
import isolation from './isolation.checks.ts'

const refused: Answer = { kind: 'refused', detail: 'Connection refused', ms: 5 }

/** A VM whose systemd starts the servers that a check asks for, and whose pasta may forward them at its next look. */
async function asked(id: string, port: number, { forwards }: { readonly forwards: boolean }) {
	const pasta = fakePasta()
	await pasta.gracePeriod.since()
	let listens: number | undefined
	const exec = async ([program]: readonly string[]) => {
		if (program === 'systemd-run') listens = pasta.listen()
		// The first process of RootlessKit's child.
		return ran(program === 'find' ? '4711\n' : '')
	}
	const service = () => (forwards ? pasta.forwarded(listens, answerOf(`host-${port}`)) : refused)
	const stranger = byPort({ [lab.service.port]: () => answerOf('peer'), [port]: service })
	// Where the servers are: they answer at once, on both loopbacks.
	const home = { ask: async () => answerOf(`host-${port}`), run: async () => ran() }
	const inNetns = id === 'isolation.netns-loopback'
	return runCheck(isolation, id, {
		gracePeriod: pasta.gracePeriod,
		guest: { exec, check: exec },
		netns: fakePlace('netns', home),
		host: fakePlace('host', inNetns ? { ask: stranger } : home),
		peer: fakePlace('peer', { ask: stranger }),
		containers: {
			hostNetworkClient: async () => ({
				...fakePlace('container "host-network"', { ask: stranger }),
				[Symbol.asyncDispose]: async () => undefined,
			}),
		},
	})
}

const protocols = ['tcp', 'udp', 'tcp-v6', 'udp-v6']

it.each([
	{ id: 'isolation.host-network-container', port: 7011, ways: protocols },
	{
		id: 'isolation.netns-loopback',
		port: 7012,
		ways: ['host', 'peer'].flatMap((place) => protocols.map((protocol) => `${place}.${protocol}`)),
	},
])(
	'$id fails on every way that pasta opens at its next look, and on none else',
	async ({ id, port, ways }) => {
		const each = (outcome: unknown) => Object.fromEntries(ways.map((way) => [way, outcome]))
		expect(await asked(id, port, { forwards: true })).toEqual(each({ kind: 'answered', by: `host-${port}` }))
		expect(await asked(id, port, { forwards: false })).toEqual(each('right'))
	},
)
