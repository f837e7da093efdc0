import { describe, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, runEnded, runStarted, stamped } from '../testing/index.ts'
import { foldEvents } from '../fold/index.ts'
import { renderReport } from '../report/index.ts'
import { exitCodeOf } from '../verdicts/index.ts'
import { results as resultsSchema, type PlannedCell, type RunEvent } from '../schema/index.ts'
import { mergeRuns } from './index.ts'

const [a, b, c] = ['a', 'b', 'c'].map((id) => exampleCell(id.repeat(12), `cell-${id}`)) as [
	PlannedCell,
	PlannedCell,
	PlannedCell,
]
const ran = ({ id }: PlannedCell, outcome: 'pass' | 'fail' = 'pass') =>
	cellRun(id, checked(id, 'dns.udp', { outcome }))
const shard = (name: string, events: readonly RunEvent[]) => ({ name, events })
const first = shard('one', stamped([runStarted(a, b), ...ran(a), ...ran(b, 'fail'), runEnded]))
const second = shard('two', stamped([runStarted(c), ...ran(c), runEnded]))

describe('shards of one plan', () => {
	it('become one run with every cell, and its verdicts', () => {
		const merged = mergeRuns([first, second], 'merged')
		const { run, cells } = foldEvents(merged.events)
		expect(run).toMatchObject({ id: 'merged', state: 'completed' })
		expect(cells.map(({ slug, verdict }) => [slug, verdict])).toEqual([
			['cell-a', 'pass'],
			['cell-b', 'fail'],
			['cell-c', 'pass'],
		])
		expect(merged.missing).toEqual([])
	})

	it('keep the order of their events where a clock was set back', () => {
		const events = second.events.map((event, index) =>
			index < 4 ? event : { ...event, at: first.events[0]?.at ?? '' },
		)
		const merged = mergeRuns([first, shard('two', events)], 'm')
		expect(foldEvents(merged.events).cells.at(-1)).toMatchObject({ slug: 'cell-c', verdict: 'pass' })
	})

	it('say which cells no shard brought to an end', () => {
		const half = shard('half', stamped([runStarted(b, c), ...ran(b), runEnded]))
		expect(
			mergeRuns([half, shard('one', stamped([runStarted(a), ...ran(a), runEnded]))], 'm').missing,
		).toEqual([c])
	})

	it('without an end, or interrupted, make a run that is not complete', () => {
		const cut = shard('two', second.events.slice(0, -1))
		expect(foldEvents(mergeRuns([first, cut], 'm').events).run.state).toBe('running')
		const stopped = shard(
			'two',
			stamped([runStarted(c), ...ran(c), { type: 'run.ended', state: 'interrupted' }]),
		)
		expect(foldEvents(mergeRuns([stopped, first], 'm').events).run.state).toBe('interrupted')
	})
})

describe('shards that say so', () => {
	const cut = (index: number, of: number, ...cells: PlannedCell[]) =>
		shard(
			`shard-${index}`,
			stamped([
				{ ...runStarted(...cells), shard: { index, of, cells: 3 } } as RunEvent,
				...cells.flatMap((cell) => ran(cell)),
				runEnded,
			]),
		)

	it('make the whole run, which is no shard', () => {
		const { events, absent } = mergeRuns([cut(1, 2, a, b), cut(2, 2, c)], 'm')
		expect(absent).toEqual([])
		const results = foldEvents(events)
		expect(results.run).toMatchObject({ state: 'completed' })
		expect(results.run.shard).toBeUndefined()
		expect(exitCodeOf(results)).toBe(0)
	})

	it('without one of them are incomplete, and say which never came', () => {
		const { events, absent } = mergeRuns([cut(1, 3, a), cut(3, 3, c)], 'm')
		expect(absent).toEqual(['shard 2 of 3 never came', "1 of the plan's 3 cells is in no run"])
		const results = resultsSchema.parse(foldEvents(events))
		expect(results.run.missing).toEqual(absent)
		expect(exitCodeOf(results)).toBe(3)
	})

	it('are whole when what was missing is merged into what was without it, in whatever steps', () => {
		const without = shard('first', mergeRuns([cut(1, 3, a), cut(3, 3, c)], 'first').events)
		const { events, absent } = mergeRuns([without, cut(2, 3, b)], 'm')
		const results = foldEvents(events)
		expect([absent, results.run.missing, results.run.state, exitCodeOf(results)]).toEqual([
			[],
			undefined,
			'completed',
			0,
		])
		const one = shard('one', mergeRuns([cut(1, 3, a)], 'one').events)
		const two = mergeRuns([one, cut(2, 3, b)], 'two')
		expect(two.absent).toEqual(['shard 3 of 3 never came', "1 of the plan's 3 cells is in no run"])
		expect(exitCodeOf(foldEvents(two.events))).toBe(3)
		const three = foldEvents(mergeRuns([shard('two', two.events), cut(3, 3, c)], 'm').events)
		expect([three.run.missing, exitCodeOf(three)]).toEqual([undefined, 0])
	})

	it('have no end where a cell of what was merged before has none', () => {
		const killed = shard('killed', cut(1, 2, a, b).events.slice(0, -2))
		const before = shard('before', mergeRuns([killed], 'before').events)
		const results = foldEvents(mergeRuns([before, cut(2, 2, c)], 'm').events)
		expect([results.run.state, exitCodeOf(results)]).toEqual(['running', 3])
	})

	it('may be more than there are cells', () => {
		const shards = [cut(1, 5, a), cut(2, 5, b), cut(4, 5), cut(5, 5, c)]
		expect(mergeRuns(shards, 'm').absent).toEqual([])
		expect(exitCodeOf(foldEvents(cut(4, 5).events)), 'one with nothing to do is no failure').toBe(0)
	})

	it('of two cuts are refused', () => {
		expect(() => mergeRuns([cut(1, 2, a, b), cut(3, 3, c)], 'm')).toThrow(
			'shard-1 is 1 of 2, shard-3 is 3 of 3',
		)
	})
})

const withTool = (tool: { version?: string; sources?: string }, { name, events }: typeof first) =>
	shard(
		name,
		events.map((event) =>
			event.type === 'run.started' ? { ...event, tool: { version: '0.1.0', ...tool } } : event,
		),
	)

it('another QEMU and another accelerator are named and no reason to refuse', () => {
	const elsewhere = shard(
		'two',
		second.events.map((event) =>
			event.type === 'run.started'
				? { ...event, host: { driver: 'QEMU', driverVersion: '11.0.0', accelerator: 'kvm', cpus: 8 } }
				: event,
		),
	)
	expect(mergeRuns([first, elsewhere], 'm').differences).toEqual([
		'VM driver differs (QEMU 10.0.8: one; QEMU 11.0.0: two)',
		'the accelerator differs (tcg: one; kvm: two)',
	])
})

it('a run from before failures had forms makes no failure of the other known', () => {
	const old = second.events.map((event) => {
		if (event.type !== 'run.started') return event
		const { eventsVersion: _, ...rest } = event
		return rest
	})
	const shards = [shard('two', old), first]
	expect(() => mergeRuns(shards, 'm')).toThrow('its check alone: two; its form: one')
	expect(foldEvents(mergeRuns(shards, 'm', { allowMixed: true }).events).run.eventsVersion).toBe(2)
})

it('of runs that were merged before, what each was mixed of and lacks is said of the whole', () => {
	const before = (what: object, { name, events }: typeof first) =>
		shard(
			name,
			events.map((event) => (event.type === 'run.started' ? { ...event, ...what } : event)),
		)
	const mixed = ['the harness differs (0.1: x; 0.2: y)']
	const both = mergeRuns([first, before({ mixed }, second)], 'm')
	expect([foldEvents(both.events).run.mixed, both.differences]).toEqual([mixed, mixed])
	const [start, ...rest] = both.events as [Extract<RunEvent, { type: 'run.started' }>, ...RunEvent[]]
	const { mixed: _, ...resumed } = start
	const again = shard('again', [start, ...rest, resumed, runEnded as RunEvent])
	expect(foldEvents(again.events).run.mixed, 'resumed').toEqual(mixed)
	expect(mergeRuns([again], 'm').differences, 'resumed').toEqual(mixed)
	const lacks = before({ missing: ['shard 2 of 2 never came'] }, second)
	const results = foldEvents(mergeRuns([first, lacks], 'm').events)
	expect(results.run).toMatchObject({ missing: ['shard 2 of 2 never came'], state: 'running' })
	expect(exitCodeOf(results)).toBe(3)
})

describe('what is refused', () => {
	it('shards of different plans, each named', () => {
		const other = shard(
			'other',
			stamped([{ ...runStarted(c), matrixHash: 'beef' } as RunEvent, ...ran(c), runEnded]),
		)
		expect(() => mergeRuns([first, other], 'm')).toThrow('one ran quick (c0ffee), other ran quick (beef)')
	})

	it('two shards that ran one cell: one of them could have failed', () => {
		const again = shard('again', stamped([runStarted(b), ...ran(b), runEnded]))
		expect(() => mergeRuns([first, again], 'm')).toThrow(`${b.id} (one, again)`)
	})

	it('two harnesses, each named, unless that is allowed: then the results say so', async () => {
		const [one, other] = [withTool({ sources: 'abc' }, first), withTool({ sources: 'def' }, second)]
		const message = "the harness's sources differs (abc: one; def: two)"
		expect(() => mergeRuns([one, other], 'm')).toThrow(message)
		const merged = mergeRuns([one, other], 'm', { allowMixed: true })
		expect(merged.differences).toEqual([message])
		const results = foldEvents(merged.events)
		expect(results.run.mixed).toEqual([message])
		expect(await renderReport('markdown', { dir: '', results })).toContain(`mixed \`${message}\``)
	})

	it('a harness that says what its sources are, and one that does not', () => {
		expect(() => mergeRuns([withTool({ sources: 'abc' }, first), second], 'm')).toThrow(
			'abc: one; not recorded: two',
		)
	})

	it('shards that were asked different checks', () => {
		const asking = (one: PlannedCell, ...checks: string[]) => {
			const ran = cellRun(
				one.id,
				checks.flatMap((check) => checked(one.id, check)),
			).map((event) => (event.type === 'cell.started' ? { ...event, checks } : event))
			return shard(one.slug, stamped([runStarted(one), ...ran, runEnded]))
		}
		const message = 'the checks that were asked differ (cell-a: no other than both; cell-b: dns.tcp)'
		const shards = [asking(a, 'dns.udp'), asking(b, 'dns.tcp', 'dns.udp')]
		expect(() => mergeRuns(shards, 'm')).toThrow(message)
		expect(mergeRuns(shards, 'm', { allowMixed: true }).differences).toEqual([message])
		expect(mergeRuns([shards[0]!, second], 'm').differences, 'one from before it was recorded').toEqual([])
	})

	it('one version of an artifact with two sums', () => {
		const from = (sha256: string) => ({
			part: 'dockerd',
			provider: 'debian',
			version: '26.1.5',
			source: 'docker.io_26.1.5_amd64.deb',
			sha256,
		})
		const shards = ['1', '2'].map((sum, index) => {
			const cell = index === 0 ? a : b
			const origins = [from(sum.repeat(64))]
			return shard(sum, stamped([runStarted(cell), ...cellRun(cell.id, [], { origins }), runEnded]))
		})
		expect(() => mergeRuns(shards, 'm')).toThrow(
			'dockerd debian 26.1.5 amd64 is not the same file everywhere (sha256 111111111111: 1; sha256 222222222222: 2)',
		)
		expect(mergeRuns([shards[0]!, second], 'm').differences).toEqual([])
	})

	it('one base image that was renewed between two shards', () => {
		const shards = ['old', 'new'].map((key, index) => {
			const cell = index === 0 ? a : b
			const ran = cellRun(cell.id, []).map((event) =>
				event.type === 'stack.reported' ? { ...event, images: [{ image: 'base debian:13', key }] } : event,
			)
			return shard(`${key} shard`, stamped([runStarted(cell), ...ran, runEnded]))
		})
		const message = 'the image base debian:13 is not the same everywhere (old: old shard; new: new shard)'
		expect(() => mergeRuns(shards, 'm')).toThrow(message)
		const { events, differences } = mergeRuns(shards, 'm', { allowMixed: true })
		expect(differences).toEqual([message])
		expect(foldEvents(events).cells.map(({ images }) => images?.[0]?.key)).toEqual(['old', 'new'])
		expect(mergeRuns([shards[0]!, second], 'm').differences, 'one from before it was recorded').toEqual([])
	})

	it('one cell that is two things: its id says what it is', () => {
		const other = { ...a, axes: { ...a.axes, kernel: `${a.axes.kernel}0` } }
		const changed = shard('two', stamped([runStarted(other, c), ...ran(c), runEnded]))
		expect(() => mergeRuns([first, changed], 'm')).toThrow(/cell a{12} is not the same everywhere.* in two/)
		const same = shard('two', stamped([runStarted(structuredClone(a), c), ...ran(c), runEnded]))
		expect(mergeRuns([first, same], 'm').missing).toEqual([])
	})

	it('two cells with one slug, whose evidence would lie in one directory', () => {
		const twin = { ...c, slug: a.slug }
		const other = shard('two', stamped([runStarted(twin), ...ran(twin), runEnded]))
		expect(() => mergeRuns([first, other], 'm')).toThrow(`cell-a (${a.id} in one, ${c.id} in two)`)
		const within = shard(
			'two',
			stamped([runStarted(c, { ...b, id: 'd'.repeat(12), slug: c.slug }), runEnded]),
		)
		expect(() => mergeRuns([shard('one', stamped([runStarted(a), runEnded])), within], 'm')).toThrow('cell-c')
	})

	it('nothing at all', () => {
		expect(() => mergeRuns([], 'm')).toThrow('nothing to merge')
	})
})
