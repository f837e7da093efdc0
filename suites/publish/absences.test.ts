import { describe, expect, it } from 'vitest'
import { ControlFailed } from '../check/outcome.ts'
import { answerOf, byPort, fakePlace, ran, runCheck } from '../check/testing/fake-check.ts'
import { ports } from '../fixtures/publish/ports.ts'
import type { Answer } from '../probes/answer.ts'
import { fakePasta } from '../vantage/testing/fake-pasta.ts'
import oneAddress from './one-address.checks.ts'
import refusals from './refusals.checks.ts'

const refused: Answer = { kind: 'refused', detail: 'Connection refused', ms: 5 }
const silent: Answer = { kind: 'timeout', detail: 'nothing came', ms: 4000 }

describe('publish.loopback-only-hidden', () => {
	/** A server on 127.0.0.1 that started after pasta's last look, and what the peer finds on the LAN. */
	async function asked(found: (opened: Answer) => { hidden: Answer; web: Answer }) {
		const pasta = fakePasta()
		await pasta.gracePeriod.since()
		const startedAt = pasta.listen()
		const server = { who: 'single', startedAt, address: async () => '172.17.0.5' }
		const onLan = () => found(pasta.forwarded(startedAt, answerOf('single')))
		return runCheck(oneAddress, 'publish.loopback-only-hidden', {
			gracePeriod: pasta.gracePeriod,
			fixtures: { single: async () => server, web: async () => ({ who: 'web' }) },
			netns: fakePlace('netns', { ask: async () => answerOf('single') }),
			peer: fakePlace('peer', {
				ask: byPort({ [ports.loopback]: () => onLan().hidden, [ports.any]: () => onLan().web }),
			}),
		})
	}
	const web = answerOf('web')

	it('fails where pasta opens the port to the LAN at its next look', async () => {
		expect(await asked((opened) => ({ hidden: opened, web }))).toEqual({
			'peer.lan': { kind: 'answered', by: 'single' },
		})
	})

	it('passes where the port stays closed, and proves nothing where the VM is silent altogether', async () => {
		expect(await asked(() => ({ hidden: refused, web }))).toEqual({ 'peer.lan': 'right' })
		await expect(asked(() => ({ hidden: silent, web: silent }))).rejects.toThrow(ControlFailed)
	})
})

describe('publish.privileged-port with the implicit driver', () => {
	/** A VM whose pasta opens a privileged port either as any other, or once the sysctl allows it. */
	async function asked({ opens }: { readonly opens: 'at once' | 'when allowed' }) {
		const pasta = fakePasta()
		await pasta.gracePeriod.since()
		let startedAt: number | undefined
		let first = 1024
		let allowed: number | undefined
		const check = async (argv: readonly string[]) => {
			if (!argv.includes('-w')) return ran(`${first}\n`)
			first = Number(argv.at(-1)?.split('=')[1])
			allowed = first <= ports.privileged ? pasta.listen() : undefined
			return ran()
		}
		const server = {
			who: 'low',
			get startedAt() {
				return startedAt
			},
			tryStart: async () => ((startedAt = pasta.listen()), { kind: 'started' }),
			[Symbol.asyncDispose]: async () => undefined,
		}
		const low = () => pasta.forwarded(opens === 'at once' ? startedAt : allowed, answerOf('low'))
		return runCheck(refusals, 'publish.privileged-port', {
			facts: { cell: { axes: { portDriver: 'implicit' } }, stack: {}, asked: {} },
			gracePeriod: pasta.gracePeriod,
			guest: { check },
			containers: { published: async () => server },
			host: fakePlace('host', { ask: byPort({ [ports.privileged]: low }) }),
		})
	}

	it('fails where pasta opens the port at its next look although it is privileged', async () => {
		expect(await asked({ opens: 'at once' })).toEqual({
			privileged: { kind: 'answered', by: 'low' },
			lowered: 'right',
		})
	})

	it('passes where pasta opens it at the look after the sysctl was lowered', async () => {
		expect(await asked({ opens: 'when allowed' })).toEqual({ privileged: 'right', lowered: 'right' })
	})
})
