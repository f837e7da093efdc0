import { expect, it } from 'vitest'
import { askUntil } from './ask-until.ts'

/** Each question takes a second of this clock. */
function asked(answers: readonly number[]) {
	let [time, place] = [0, 0]
	const ask = async () => {
		time += 1000
		return answers[place++] ?? 0
	}
	return { ask, now: () => time, count: () => place }
}

it.each([
	['the first will do', [1], 9000, 1, 1],
	['a later one does', [0, 0, 1], 9000, 1, 3],
	['the time is over', [0, 0, 0, 1], 2500, 0, 3],
	['there is no time at all, once', [1], 0, 1, 1],
])('asks until %s', async (_, answers, within, last, count) => {
	const { ask, now, count: times } = asked(answers)
	expect(await askUntil(ask, (one) => one === 1, within, { now })).toBe(last)
	expect(times()).toBe(count)
})
