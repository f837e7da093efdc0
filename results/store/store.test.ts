import { execFileSync } from 'node:child_process'
import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, HarnessError } from '../errors/index.ts'
import { cellRun, checked, exampleCell, runEnded, runStarted } from '../testing/index.ts'
import type { NewEvent, RunEvent } from '../schema/index.ts'
import { createRun, parseEvents, readEvents, runIdFor, salvageEvents } from './index.ts'
import { now, useRunsDir } from './runs-dir.fixture.ts'

const cell = exampleCell('aaaaaaaaaaaa', 'k6.12-a')
const wholeRun = [runStarted(cell), ...cellRun(cell.id, checked(cell.id, 'dns.udp')), runEnded]

const runs = useRunsDir()
const { create } = runs

describe('a new run', () => {
	it('has an id that sorts by time and a directory that latest points at', async () => {
		await using run = await create()
		expect(run.runId).toBe('20261123T011500Z-quick')
		expect(await readlink(join(runs.path, 'latest'))).toBe(run.runId)
		expect((await lstat(run.dir)).isDirectory()).toBe(true)
	})

	it('gets a number when another began in the same second, and latest moves on', async () => {
		await using first = await create()
		await using second = await create()
		expect([first.runId, second.runId]).toEqual(['20261123T011500Z-quick', '20261123T011500Z-quick-2'])
		expect(await readlink(join(runs.path, 'latest'))).toBe(second.runId)
		expect((await readdir(runs.path)).sort()).toEqual([first.runId, second.runId, 'latest'])
	})

	it('never leaves the runs directory, whatever a matrix is called', () => {
		expect(runIdFor(now(), '../../etc/x y')).toBe('20261123T011500Z-.._.._etc_x_y')
	})

	it.each(['a directory', 'a plain file'])('takes the place of no latest that is %s', async (what) => {
		await mkdir(join(runs.path, what === 'a directory' ? 'latest' : ''), { recursive: true })
		if (what === 'a plain file') await writeFile(join(runs.path, 'latest'), 'somebody’s')
		await expect(create()).rejects.toThrow(ConfigurationError)
		await expect(create()).rejects.toThrow(`latest is ${what}; expected a link`)
		expect(await readdir(runs.path)).toEqual(['latest'])
		if (what === 'a plain file') expect(await readFile(join(runs.path, 'latest'), 'utf8')).toBe('somebody’s')
	})

	it('does not start once it was aborted', async () => {
		const signal = AbortSignal.abort()
		await expect(createRun({ runsDir: runs.path, matrix: 'quick', signal })).rejects.toThrow('aborted')
	})
})

describe('events', () => {
	it('are stamped, told to subscribers and read back as they were', async () => {
		await using run = await create()
		const received: RunEvent[] = []
		const stop = run.onEvent((event) => received.push(event))
		for (const event of wholeRun) run.emit(event)
		stop()
		run.emit({ type: 'note', message: 'unheard' })
		const { events, truncated } = await readEvents(join(run.dir, 'events.ndjson'))
		expect(truncated).toBeUndefined()
		expect(events).toEqual(run.events)
		expect(received).toEqual(events.slice(0, -1))
		expect(events.every((event) => event.at === '2026-11-23T01:15:00.123Z')).toBe(true)
	})

	it('are on file before a subscriber hears of them, and survive one that throws', async () => {
		await using run = await create()
		const seen: string[] = []
		run.onEvent(() => {
			throw new Error('a broken view')
		})
		run.onEvent((event) => seen.push(event.type))
		run.emit({ type: 'note', message: 'a\nb' })
		expect(seen).toEqual(['note'])
		expect((await readFile(join(run.dir, 'events.ndjson'), 'utf8')).split('\n')).toHaveLength(2)
	})

	it('that are none are refused and leave the log alone', async () => {
		await using run = await create()
		const wrong = {
			type: 'check.ended',
			cell: cell.id,
			check: 'x',
			outcome: 'great',
			ms: 1,
		} as unknown as NewEvent
		expect(() => run.emit(wrong)).toThrow(HarnessError)
		expect(run.events).toEqual([])
		expect(await readFile(join(run.dir, 'events.ndjson'), 'utf8')).toBe('')
	})

	it('hold no more than a reader can: a guest that prints 50 MB ends no run', async () => {
		await using run = await create()
		const flood = `first ${'x'.repeat(50_000_000)} last`
		const { message } = run.emit({
			type: 'check.ended',
			cell: cell.id,
			check: 'dns.udp',
			outcome: 'fail',
			ms: 1,
			message: flood,
			ways: [{ way: 'bridge.A', ok: false, form: { kind: 'answered', by: flood } }],
			observations: { flood, list: [flood, { deep: flood }] },
		}) as Extract<RunEvent, { type: 'check.ended' }>
		expect(message).toMatch(/^first x+\n\[… \d+ characters left out …\]\nx+ last$/)
		run.emit({ type: 'cell.ended', cell: cell.id, outcome: 'error', reason: flood })
		expect((await lstat(join(run.dir, 'events.ndjson'))).size).toBeLessThan(200_000)
	})

	it('are cut where a guest answered with nothing but brackets, so that they can be read again', async () => {
		await using run = await create()
		run.emit(wholeRun[0]!)
		const brackets = JSON.parse(`${'['.repeat(6000)}${']'.repeat(6000)}`) as []
		run.emit({
			type: 'check.ended',
			cell: cell.id,
			check: 'dns.udp',
			outcome: 'pass',
			ms: 1,
			observations: { brackets },
		})
		const { events } = await readEvents(join(run.dir, 'events.ndjson'))
		expect(events).toEqual(run.events)
	})

	it('after the end are refused', async () => {
		const run = await create()
		await run[Symbol.asyncDispose]()
		await run[Symbol.asyncDispose]()
		expect(() => run.emit({ type: 'note', message: 'late' })).toThrow('after the event log was closed')
	})
})

describe('reading back', () => {
	const note = JSON.stringify({ at: '2026-11-23T01:15:00.000Z', type: 'note', message: 'm' })

	it('reports the half line that a killed run leaves, and keeps the rest', () => {
		expect(parseEvents(`${note}\n${note.slice(0, 20)}`)).toMatchObject({
			events: [{ type: 'note' }],
			truncated: { line: 2, text: note.slice(0, 20) },
		})
	})

	it('counts a last line that lacks only its end', () => {
		expect(parseEvents(`${note}\n${note}`)).toMatchObject({ events: [{}, {}], truncated: undefined })
	})

	it('refuses damage before the last line, since the lost line may be the one that said fail', () => {
		expect(() => parseEvents(`${note}\n{"type":\n${note}\n`, 'e')).toThrow('e:2 is damaged')
		const contradiction = {
			at: '2026-11-27T00:00:00.000Z',
			type: 'check.ended',
			cell: 'a',
			check: 'dns.udp',
			outcome: 'pass',
			ms: 1,
			ways: [{ way: 'a', ok: false, form: { kind: 'reset' } }],
		}
		expect(() => parseEvents(`${note}\n${JSON.stringify(contradiction)}\n${note}\n`, 'e')).toThrow(
			'a way failed, and the check did not',
		)
		expect(() => parseEvents(`${note}\n{"type":"nonsense"}\n`, 'e')).toThrow('e:2 is damaged')
	})

	it('refuses a log of which a line is lost, doubled or moved, though each line is whole', async () => {
		await using run = await create()
		for (const event of wholeRun) run.emit(event)
		const lines = (await readFile(join(run.dir, 'events.ndjson'), 'utf8')).trimEnd().split('\n')
		const read = (some: readonly string[]) => parseEvents(`${some.join('\n')}\n`, 'e').events
		expect(read(lines)).toEqual(run.events)
		const [first = '', second = '', third = '', ...rest] = lines
		expect(() => read([first, third, ...rest])).toThrow(
			'e:2 is damaged: it is numbered 3: lines before it were lost, or written twice',
		)
		expect(() => read([first, second, second, third, ...rest])).toThrow('e:3 is damaged: it is numbered 2')
		expect(() => read([first, third, second, ...rest])).toThrow('e:2 is damaged: it is numbered 3')
		expect(() => read([second, third, ...rest])).toThrow('e:1 is damaged: it is numbered 2')
		expect(() => read([first, note, ...rest])).toThrow('e:2 is damaged: it is numbered not at all')
		// The last line without its end counts, if it is in its place.
		expect(() => parseEvents(`${first}\n${third}`, 'e')).toThrow('e:2 is damaged')
	})

	it('refuses a line that is nested too deep for the stack, in a sentence', () => {
		const deep = note.replace('"m"', `${'['.repeat(6000)}${']'.repeat(6000)}`)
		expect(() => parseEvents(`${note}\n${deep}\n`, 'e')).toThrow('e:2 is damaged: it is nested more than')
		expect(
			salvageEvents(`${JSON.stringify({ ...wholeRun[0], at: now().toISOString() })}\n${deep}\n`).gaps,
		).toEqual(['line 2 of the event log cannot be read'])
	})

	it('waits for no pipe under the name of an event log', async () => {
		await mkdir(runs.path)
		execFileSync('mkfifo', [join(runs.path, 'events.ndjson')])
		await expect(readEvents(join(runs.path, 'events.ndjson'))).rejects.toThrow('it is a pipe')
	})

	it('says which file cannot be read', async () => {
		await expect(readEvents(join(runs.path, 'none'))).rejects.toThrow('cannot read the event log')
	})
})

describe('a cell', () => {
	it('has a directory of its own', async () => {
		await using run = await create()
		expect(await run.makeCellDir('k6.12-a')).toBe('cells/k6.12-a')
		expect((await lstat(join(run.dir, 'cells/k6.12-a'))).isDirectory()).toBe(true)
	})

	it.each(['cells', 'cells/k6.12-a', 'cells/k6.12-a/console.log', 'cells/k6.12-a/dns.udp/network-host.txt'])(
		'has no evidence written through a link, as which somebody may have left %s',
		async (name) => {
			await using run = await create()
			await mkdir(join(runs.path, 'elsewhere'))
			await mkdir(join(run.dir, name, '..'), { recursive: true })
			await symlink(join(runs.path, 'elsewhere'), join(run.dir, name))
			await expect(run.makeCellDir('k6.12-a')).rejects.toThrow(`${join(run.dir, name)} is a link`)
			expect(await readdir(join(runs.path, 'elsewhere'))).toEqual([])
		},
	)
})
