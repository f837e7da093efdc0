import { expect, it } from 'vitest'
import type { Attempt } from '../names.ts'
import { jobIdOf, type Payload } from '../payload.ts'
import type { FarmPlan } from '../plan.ts'
import type { QueuedJob } from '../queue/queue.ts'
import { decide } from './decide.ts'

const run = '20261126T221500Z-quick-3fa94c'
const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(12)) as [string, string, string]
const digest = `sha256:${'0'.repeat(64)}`
const farm = {
	facts: { run },
	digest,
	groups: [
		{ id: 'g00001', cells: [a, b] },
		{ id: 'g00002', cells: [c] },
	],
} as unknown as FarmPlan
const payload = (group: string, cell?: string): Payload => ({
	run,
	plan: digest,
	group,
	...(cell === undefined ? {} : { cell }),
})
const job = (
	state: QueuedJob['state'],
	group: string,
	{ cell, workers = [], reason = '' }: { cell?: string; workers?: string[]; reason?: string } = {},
): QueuedJob => ({
	id: jobIdOf(payload(group, cell)),
	payload: payload(group, cell),
	state,
	reason,
	progress: { workers },
})
const attempt = (cell: string, verdict: Attempt['verdict'], number = 1): Attempt => ({
	name: `${run}.c.${cell}.${number}.${verdict}.${'0'.repeat(12)}`,
	cell,
	number,
	verdict,
	digest: '0'.repeat(12),
})
const attempts = (...list: Attempt[]) => new Map(list.map((one) => [one.cell, [one]]))
const stalled = { reason: 'job stalled more than allowable limit', workers: ['one', 'two'] }
const nothing = { add: [], remove: [], fatal: [] }

it('leaves alone what waits or is under way', () => {
	const jobs = [job('active', 'g00001'), job('waiting', 'g00002')]
	expect(decide(farm, new Map(), jobs)).toEqual({ ...nothing, left: [a, b, c] })
})

it('queues again what the queue has lost, and nothing that has a result', () => {
	expect(decide(farm, attempts(attempt(a, 'pass'), attempt(c, 'unavailable')), [])).toEqual({
		...nothing,
		add: [payload('g00001')],
		left: [b],
	})
})

it('has a cell that broke run once more, and not for ever', () => {
	const once = attempts(attempt(c, 'error'), attempt(a, 'pass'), attempt(b, 'fail'))
	expect(decide(farm, once, []).add).toEqual([payload('g00002')])
	const twice = new Map([...once, [c, [attempt(c, 'error'), attempt(c, 'error', 2)]]])
	expect(decide(farm, twice, [])).toEqual({ ...nothing, left: [] })
})

it('splits a group whose workers died', () => {
	const jobs = [job('failed', 'g00001', stalled), job('active', 'g00002')]
	expect(decide(farm, new Map(), jobs)).toEqual({
		add: [payload('g00001', a), payload('g00001', b)],
		remove: [`${run}.g00001`],
		fatal: [],
		left: [a, b, c],
	})
})

it('gives up a cell whose workers died, also one that was alone in its group, and names them', () => {
	const jobs = [
		job('failed', 'g00001', { ...stalled, cell: a }),
		job('active', 'g00001', { cell: b }),
		job('failed', 'g00002', stalled),
	]
	expect(decide(farm, new Map(), jobs)).toMatchObject({
		add: [],
		fatal: [
			{ cell: a, reason: '2 workers died running it (one, two)' },
			{ cell: c, reason: '2 workers died running it (one, two)' },
		],
	})
})

it('says what it was that no worker could run', () => {
	const jobs = [job('failed', 'g00002', { reason: 'the plan has no group g00002' })]
	expect(decide(farm, attempts(attempt(a, 'pass'), attempt(b, 'pass')), jobs).fatal).toEqual([
		{ cell: c, reason: 'no worker could run it: the plan has no group g00002' },
	])
})

it('queues single cells again of a group that was split, and takes out what is over', () => {
	const jobs = [job('failed', 'g00001', { ...stalled, cell: a }), job('active', 'g00002')]
	expect(decide(farm, attempts(attempt(a, 'pass')), jobs)).toEqual({
		add: [payload('g00001', b)],
		remove: [`${run}.g00001.${a}`],
		fatal: [],
		left: [b, c],
	})
})
