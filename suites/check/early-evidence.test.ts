import { expect, it } from 'vitest'
import { EarlyEvidence, disposedThrough } from './early-evidence.ts'

/** Takes down what happens, in its order; a piece of work ends when it is told to. */
function watched() {
	const seen: string[] = []
	const evidence = new EarlyEvidence(async () => void seen.push('evidence'))
	const begin = (name: string) => {
		let end: () => void = () => undefined
		const work = () => {
			seen.push(name)
			return new Promise<void>((resolve) => (end = resolve))
		}
		const done = evidence.around(work)
		return { done, end: () => (end(), done) }
	}
	return { seen, evidence, begin }
}

const turns = () => new Promise((resolve) => setImmediate(resolve))

it('waits for what is under way, and is taken once, before what comes next', async () => {
	const { seen, evidence, begin } = watched()
	const slow = begin('slow')
	await turns()
	evidence.want()
	const meanwhile = begin('meanwhile')
	await turns()
	expect(seen).toEqual(['slow', 'meanwhile'])
	await meanwhile.end()
	await slow.end()
	const next = begin('next')
	await turns()
	await next.end()
	evidence.want()
	const last = begin('last')
	await turns()
	await last.end()
	expect(seen).toEqual(['slow', 'meanwhile', 'evidence', 'next', 'last'])
})

it('keeps what is disposed of until it is taken, and leaves the rest of it as it is', async () => {
	const { seen, evidence } = watched()
	const resource = {
		get name() {
			return 'a server'
		},
		[Symbol.asyncDispose]: async () => void seen.push('gone'),
	}
	{
		await using held = disposedThrough(resource, evidence.around)
		expect(held.name).toBe('a server')
		evidence.want()
	}
	expect(seen).toEqual(['evidence', 'gone'])
})

it('a command that fails is under way no longer', async () => {
	const { seen, evidence } = watched()
	await expect(evidence.around(() => Promise.reject(new TypeError('no')))).rejects.toThrow('no')
	evidence.want()
	await evidence.around(async () => void seen.push('next'))
	expect(seen).toEqual(['evidence', 'next'])
})
