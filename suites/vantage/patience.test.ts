import { describe, expect, it } from 'vitest'
import { morePatience } from './patience.ts'
import { type RunResult, vantage } from './vantage.ts'

/** A place that answers in so many seconds, on a machine whose own round trip takes so many milliseconds. */
function place(answersIn: number, paceMs: number | undefined) {
	const waits: number[] = []
	const run = async (argv: readonly string[]): Promise<RunResult> => {
		const [, , , , nonce, seconds] = argv
		waits.push(Number(seconds))
		const answered = Number(seconds) > answersIn
		return {
			stdout: answered ? `web 10.0.2.2 ${nonce}\n` : '',
			stderr: answered ? '' : '2026/11/23 01:46:39 socat[1] N inactivity timeout triggered\n',
			code: 0,
			ms: 1000 * Math.min(answersIn, Number(seconds)),
		}
	}
	return { waits, place: vantage('host', '', run, async () => paceMs) }
}

const target = { host: '127.0.0.1', port: 8080 }

describe('silence', () => {
	it('is asked again for longer on a machine that is slow for everything', async () => {
		const { place: slow, waits } = place(15, 2100)
		expect(await slow.ask(target)).toMatchObject({ kind: 'answered' })
		expect(waits).toEqual([6, 21])
	})

	it('is silence on a machine that is not', async () => {
		const { place: fast, waits } = place(15, 400)
		expect(await fast.ask(target)).toMatchObject({ kind: 'timeout' })
		expect(waits).toEqual([6])
	})

	it('is silence where the check says how long to wait', async () => {
		const { place: slow, waits } = place(15, 2100)
		expect(await slow.ask(target, { seconds: 4 })).toMatchObject({ kind: 'timeout' })
		expect(waits).toEqual([4])
	})
})

it('nobody waits for longer than a minute, nor for a machine that cannot be measured', async () => {
	expect(await morePatience({ pace: async () => 90_000 }, 6)).toBe(60)
	expect(await morePatience({ pace: async () => undefined }, 6)).toBeUndefined()
	expect(await morePatience({}, 6)).toBeUndefined()
})
