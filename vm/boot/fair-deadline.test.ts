import { expect, test } from 'vitest'
import { fairDeadline } from './fair-deadline.ts'

const over = (deadline: number, starved: () => Promise<number>) =>
	new Promise<number>((resolve) => void fairDeadline(deadline, starved, resolve))

test('a process that had its processors is over at its deadline', async () => {
	expect(await over(50, async () => 0)).toBeLessThan(1_000)
})

test('what it waited for a processor is given back to it, but not for ever', async () => {
	const looks: number[] = []
	const elapsed = await over(30, async () => looks.push(0) * 1_000_000)
	expect(elapsed).toBeGreaterThanOrEqual(299)
	const gained = [100, 100, 100]
	expect(await over(30, async () => gained.pop() ?? 100)).toBeGreaterThanOrEqual(129)
})

test('nobody hears of a deadline that was disposed of, even while it looks', async () => {
	const calls: number[] = []
	let answer: (ms: number) => void = () => undefined
	const deadline = fairDeadline(
		10,
		() => new Promise((resolve) => (answer = resolve)),
		(elapsed) => calls.push(elapsed),
	)
	await expect.poll(() => answer.length).toBe(1)
	deadline[Symbol.dispose]()
	answer(0)
	await new Promise((resolve) => setTimeout(resolve, 20))
	expect(calls).toEqual([])
})
