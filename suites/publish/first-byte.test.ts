import { expect, it } from 'vitest'
import type { CheckContext } from '../check/check-context.ts'
import { toldAtOnce } from '../vantage/grace-period.ts'
import module from './first-byte.checks.ts'

const check = module.checks[0]!

/** A published port that answers in these milliseconds, one question after the other, and the last ones for ever. */
async function asked({ host, peer, netns }: Record<'host' | 'peer' | 'netns', readonly number[]>) {
	const place = (name: string, times: readonly number[]) => {
		const left = [...times]
		const ask = async () => ({
			kind: 'answered',
			who: 'web',
			peer: '-',
			nonceMatches: true,
			ms: left.length > 1 ? left.shift()! : left[0]!,
		})
		return { name, ask }
	}
	const ways: Record<string, unknown> = {}
	const context = {
		fixtures: { web: async () => ({ who: 'web', address: '172.17.0.2', startedAt: 0 }) },
		host: place('host', host),
		peer: place('peer', peer),
		netns: place('netns', netns),
		gracePeriod: toldAtOnce,
	} as unknown as CheckContext
	await check.run(context, {
		observe: () => undefined,
		way: (name, failure) => (ways[name] = failure?.form),
	})
	return ways
}

const right = { host: undefined, peer: undefined }
const late = { kind: 'wrong-value', found: 'late' }

it('a port that answers a second later than its container is late, by the way that it is', async () => {
	expect(await asked({ host: [400], peer: [400], netns: [350] })).toEqual(right)
	expect(await asked({ host: [400], peer: [1420], netns: [350] })).toEqual({ host: undefined, peer: late })
})

it('one quick answer of several is enough, and a slow machine is slow for the container too', async () => {
	const slowAtFirst = [...Array.from({ length: 7 }, () => 1500), 380]
	expect(await asked({ host: [400], peer: slowAtFirst, netns: [350] })).toEqual(right)
	expect(await asked({ host: [2400], peer: [2500], netns: [2100] })).toEqual(right)
})
