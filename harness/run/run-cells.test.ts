import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
	createRun,
	foldEvents,
	HarnessError,
	HostError,
	reopenRun,
	type RunStore,
	TimeoutError,
} from '#results'
import { type FakeCells, runFakeCells, threeCells } from './testing/index.ts'

let runsDir: string
let store: RunStore
beforeEach(async () => {
	runsDir = await mkdtemp(join(tmpdir(), 'rm-run-cells-'))
	store = await createRun({ runsDir, matrix: 'fake' })
})
afterEach(async () => {
	await store[Symbol.asyncDispose]()
	await rm(runsDir, { recursive: true, force: true })
})

const [one] = threeCells
const run = (attempts: FakeCells['attempts'], more: Partial<FakeCells> = {}) =>
	runFakeCells({ store, cells: threeCells, attempts, ...more })
const verdicts = () =>
	Object.fromEntries(foldEvents(store.events).cells.map(({ slug, verdict }) => [slug, verdict]))
const ends = (slug: string) => {
	const id = threeCells.find((cell) => cell.slug === slug)?.id
	return store.events.flatMap((event) => (event.type === 'cell.ended' && event.cell === id ? [event] : []))
}
const nothingOpen = { vms: 0, suites: 0 }
const late = (words: string) => new TimeoutError('The guest was too slow.', { output: words })

it('runs every cell, one after the other, and leaves nothing open', async () => {
	const { started, open } = await run({})
	expect(started).toEqual(['one booted', 'two booted', 'three booted'])
	expect(verdicts()).toEqual({ one: 'pass', two: 'pass', three: 'pass' })
	expect(open).toEqual(nothingOpen)
})

describe('a cell that runs out of time', () => {
	it('is tried again as often as it may, and each attempt is recorded with what it left', async () => {
		const { started, open } = await run({ one: [{ throws: late('first') }, { throws: late('second') }] })
		expect(started.slice(0, 3)).toEqual(['one booted', 'one booted', 'two booted'])
		expect(ends('one').map(({ outcome, code }) => [outcome, code])).toEqual([
			['error', 'timeout'],
			['error', 'timeout'],
		])
		expect(ends('one').map(({ evidence }) => evidence)).toEqual([
			['cells/one/error.txt'],
			['cells/one/attempt-2/error.txt'],
		])
		expect(await readFile(join(store.dir, 'cells/one/error.txt'), 'utf8')).toBe('first')
		expect(await readFile(join(store.dir, 'cells/one/attempt-2/error.txt'), 'utf8')).toBe('second')
		expect(open).toEqual(nothingOpen)
	})

	it('for any other reason is not tried again: that would hide what happens only sometimes', async () => {
		const { started } = await run({ one: [{ throws: new HostError('QEMU is gone.') }] })
		expect(started.filter((what) => what.startsWith('one'))).toHaveLength(1)
		expect(verdicts()).toMatchObject({ one: 'error', two: 'pass' })
	})
})

it('says in the reason what a failing program said last', async () => {
	await run({
		one: [
			{ throws: new HarnessError('boot', 'It does not restore.', { output: 'a\nthe line was closed\n' }) },
		],
	})
	expect(ends('one')[0]?.reason).toBe('It does not restore. Its last words: the line was closed')
})

describe('an interrupted run', () => {
	it('starts nothing more, leaves nothing open, and goes on where it was', async () => {
		const abort = new AbortController()
		const { started, open } = await run(
			{ two: [{ hangs: true, during: () => void setTimeout(() => abort.abort(), 5) }] },
			{ signal: abort.signal },
		)
		expect(started).toEqual(['one booted', 'two booted'])
		expect(open).toEqual(nothingOpen)
		expect(ends('two').map(({ outcome }) => outcome)).toEqual(['interrupted'])

		await store[Symbol.asyncDispose]()
		store = await reopenRun(store.dir)
		const resumed = { done: new Set([one?.id ?? '']), attempts: new Map([[threeCells[1]?.id ?? '', 1]]) }
		const again = await run({}, { options: { resumed } })
		expect(again.started).toEqual(['two booted', 'three booted'])
		expect(verdicts()).toMatchObject({ one: 'pass', three: 'pass' })
		expect(foldEvents(store.events).cells.map(({ attempts }) => attempts)).toEqual([1, 2, 1])
	})
})

describe('what failed in one attempt stays in the results', () => {
	it.each([
		['after a time-out', { retry: true }],
		['after an interrupt and --resume', { retry: false }],
	])('%s', async (_how, { retry }) => {
		const failed = { checks: { 'dns.udp': 'fail' } } as const
		const abort = new AbortController()
		if (retry) await run({ one: [{ ...failed, throwsAfter: late('x') }, {}] })
		else {
			const stop = () => void setTimeout(() => abort.abort(), 5)
			await run({ one: [{ ...failed, hangs: true, during: stop }] }, { signal: abort.signal })
			await store[Symbol.asyncDispose]()
			store = await reopenRun(store.dir)
			const resumed = { done: new Set<string>(), attempts: new Map([[one?.id ?? '', 1]]) }
			await run({}, { options: { resumed } })
		}
		const [cell] = foldEvents(store.events).cells
		expect(cell).toMatchObject({ verdict: 'flaky', attempts: 2 })
		expect(cell?.earlierAttempts).toHaveLength(1)
	})
})

describe('when an event cannot be written', () => {
	it('the other cells are stopped, none is started, and nothing is left open', async () => {
		const full = new HostError('cannot write to the event log')
		const emit = store.emit.bind(store)
		let room = true
		store.emit = (event) => {
			if (!room) throw full
			return emit(event)
		}
		const { started, open, thrown } = await run(
			{ one: [{ hangs: true }], two: [{ during: () => void (room = false) }] },
			{ options: { jobs: 2 } },
		)
		expect(thrown).toBe(full)
		expect(started).not.toContain('three booted')
		expect(open).toEqual(nothingOpen)
	})
})

describe('snapshots', () => {
	const compare = ({ slug }: { slug: string }) => slug === 'one'
	const passes = { checks: { 'dns.udp': 'pass' } } as const

	it('are used by each cell, and their age is recorded', async () => {
		const { started } = await run({}, { snapshots: true })
		expect(started).toEqual(['one restored', 'two restored', 'three restored'])
		expect(foldEvents(store.events).cells[0]?.snapshot).toEqual({
			key: 'abc',
			takenAt: '2026-11-20T00:00:00.000Z',
		})
	})

	it('are compared with a boot where it is their turn, which says nothing when both agree', async () => {
		const { started, open } = await run(
			{},
			{ snapshots: true, options: { compare: ({ slug }) => slug === 'two' } },
		)
		expect(started).toEqual(['one restored', 'two restored', 'two booted', 'three restored'])
		expect(verdicts()).toEqual({ one: 'pass', two: 'pass', three: 'pass' })
		expect(await readdir(join(store.dir, 'cells/two'))).toEqual(['attempt-2'])
		expect(open).toEqual(nothingOpen)
	})

	it.each([
		[{ 'dns.udp': 'pass' }, { 'dns.udp': 'fail' }, 'dns.udp is pass in the snapshot and fail after a boot'],
		[{ 'dns.udp': 'fail' }, { 'dns.udp': 'pass' }, 'dns.udp is fail in the snapshot and pass after a boot'],
		[{ 'dns.udp': 'pass' }, {}, 'dns.udp is pass in the snapshot and missing after a boot'],
	] as const)('%o against %o of a boot is red, and named', async (restored, booted, difference) => {
		await run({ one: [{ checks: restored }, { checks: booted }] }, { snapshots: true, options: { compare } })
		expect(ends('one').at(-1)).toMatchObject({
			outcome: 'error',
			reason: expect.stringContaining(`The snapshot and a boot differ: ${difference}.`) as string,
		})
		expect(['error', 'fail']).toContain(verdicts()['one'])
		expect(store.events).toContainEqual(
			expect.objectContaining({ type: 'note', message: expect.stringContaining(difference) as string }),
		)
	})

	it('a boot that is only too slow is made again, and compared then', async () => {
		const attempts = { one: [passes, { throws: late('x') }, passes] }
		const { started } = await run(attempts, { snapshots: true, options: { compare } })
		expect(started.slice(0, 3)).toEqual(['one restored', 'one booted', 'one booted'])
		expect(ends('one').map(({ outcome }) => outcome)).toEqual(['completed', 'error', 'completed'])
		expect(verdicts()).toMatchObject({ one: 'pass' })
	})

	it('what it found is compared with the snapshot, not with the boot that was too slow', async () => {
		const attempts = { one: [passes, { throws: late('x') }, { checks: { 'dns.udp': 'fail' } }] } as const
		await run(attempts, { snapshots: true, options: { compare } })
		expect(ends('one').at(-1)).toMatchObject({
			outcome: 'error',
			reason: expect.stringContaining('dns.udp is pass in the snapshot and fail after a boot') as string,
		})
	})

	it('a cell that booted has nothing to be compared with', async () => {
		const { started } = await run({}, { options: { compare: () => true } })
		expect(started).toHaveLength(3)
	})
})
