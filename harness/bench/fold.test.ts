import { expect, it } from 'vitest'
import type { RunEvent } from '#results'
import { runTimes } from './fold.ts'

const cell = (id: string) => ({ id, slug: `cell-${id}` })

/** Events at so many seconds after the start; what a fold does not read is left out. */
const events = (...list: readonly [number, object][]): RunEvent[] =>
	list.map(([second, event]) => ({ at: new Date(second * 1000).toISOString(), ...event }) as RunEvent)

const phase = (id: string, name: string, from: number, to: number): [number, object][] => [
	[from, { type: 'phase.started', cell: id, phase: name }],
	[to, { type: 'phase.ended', cell: id, phase: name, ms: (to - from) * 1000 }],
]

const ended = (id: string, outcome = 'completed') => ({ type: 'cell.ended', cell: id, outcome })

it('counts as overhead what no guest worked in: before, between, behind, and until the first check', () => {
	const times = runTimes(
		events(
			[0, { type: 'run.started', cells: [cell('a')] }],
			[1, { type: 'cell.started', cell: 'a' }],
			...phase('a', 'artifacts', 1, 3),
			...phase('a', 'restore', 3, 4),
			[4, { type: 'phase.started', cell: 'a', phase: 'suites' }],
			[6, { type: 'check.started', cell: 'a', check: 'egress.tcp' }],
			[18, { type: 'phase.ended', cell: 'a', phase: 'suites', ms: 14_000 }],
			[18, ended('a')],
			[20, { type: 'run.ended', state: 'completed' }],
		),
		1,
	)
	expect(times).toMatchObject({
		wallMs: 20_000,
		cells: { 'cell-a': 17_000 },
		phases: { artifacts: 2000, restore: 1000, suites: 14_000 },
	})
	// 1 s before, 2 s of artifacts, 2 s until the first check, 2 s behind.
	expect(times.overhead).toBeCloseTo(7 / 20)
})

it('shares what a cell waits for among the VMs that run at once', () => {
	const both = ['a', 'b'].flatMap((id): [number, object][] => [
		[0, { type: 'cell.started', cell: id }],
		...phase(id, 'artifacts', 0, 1),
		...phase(id, 'boot', 1, 10),
		[10, ended(id)],
	])
	const times = runTimes(
		events([0, { type: 'run.started', cells: ['a', 'b'].map(cell) }], ...both, [
			10,
			{ type: 'run.ended', state: 'completed' },
		]),
		2,
	)
	expect(times.overhead).toBeCloseTo(1 / 10)
})

it('leaves out cells that did not come to an end, and refuses a run that did not', () => {
	const broken: [number, object][] = [
		[0, { type: 'run.started', cells: [cell('a')] }],
		[0, { type: 'cell.started', cell: 'a' }],
		[1, ended('a', 'unavailable')],
	]
	expect(runTimes(events(...broken, [4, { type: 'run.ended', state: 'completed' }]), 1)).toMatchObject({
		cells: {},
		overhead: 1,
	})
	expect(() => runTimes(events(...broken), 1)).toThrow('The run did not end')
})
