import { expect, it } from 'vitest'
import { longestFirst, schedule } from './schedule.ts'

function withResolvers() {
	let resolve: (value: unknown) => void = () => undefined
	const promise = new Promise<unknown>((settle) => (resolve = settle))
	return { promise, resolve }
}

const cells = (...ids: readonly string[]) => ids.map((id) => ({ id }))

it('starts with what never ran, then with what ran longest; what took as long stays as planned', () => {
	const timings = new Map([
		['short', 10],
		['long', 30],
		['also long', 30],
	])
	expect(longestFirst(cells('short', 'long', 'new', 'also long'), timings)).toEqual(
		cells('new', 'long', 'also long', 'short'),
	)
	expect(longestFirst(cells('b', 'a'), new Map())).toEqual(cells('b', 'a'))
})

it('runs no more side by side than it may, and tells which have not started', async () => {
	let running = 0
	let max = 0
	const seen: string[] = []
	await schedule(['a', 'b', 'c'], 2, new AbortController().signal, async (item, upcoming) => {
		max = Math.max(max, ++running)
		seen.push(`${item}, then ${upcoming().join(' ')}`)
		await Promise.resolve()
		running--
	})
	expect(seen).toEqual(['a, then b c', 'b, then c', 'c, then '])
	expect(max).toBe(2)
})

it('starts nothing when it is aborted', async () => {
	const abort = new AbortController()
	const done: string[] = []
	await schedule(['a', 'b'], 1, abort.signal, async (item) => {
		done.push(item)
		abort.abort()
	})
	expect(done).toEqual(['a'])
})

it('tells of the first failure at once, starts nothing more, and rethrows it when all have settled', async () => {
	const done: string[] = []
	const { promise: told, resolve: tell } = withResolvers()
	const running = schedule(
		['a', 'b', 'c'],
		2,
		new AbortController().signal,
		async (item) => {
			if (item === 'a') throw new Error('of a')
			await told
			done.push(item)
			throw new Error(`of ${item}`)
		},
		tell,
	)
	await expect(running).rejects.toThrow('of a')
	expect(done).toEqual(['b'])
})
