import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Cache } from '#images'
import { createRun, foldEvents, HostError, TimeoutError } from '#results'
import { type Cell, recorded, readCell } from '#harness/matrix'
import { exampleCell } from '#results/testing'
import type { CellFacts, SuiteEvent } from '#suites'
import { runCell } from './cell.ts'
import type { LiveCell, OpenCellOptions } from './open-cell.ts'

const cell = readCell(exampleCell('0123456789ab', 'k6.12-loaded'))

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-cell-test-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** A cell that gets no further than its artifacts: what asking for them throws is how each attempt ends. */
async function attempts(errors: readonly Error[], retries: number, before = 0) {
	await using store = await createRun({ runsDir: dir, matrix: 'retry' })
	store.emit({
		type: 'run.started',
		runId: store.runId,
		matrix: 'retry',
		matrixHash: 'x',
		tool: { version: '0' },
		host: { driver: 'QEMU', driverVersion: '10', accelerator: 'tcg', cpus: 1 },
		cells: [recorded(cell)],
	})
	if (before > 0)
		await writeFile(join(store.dir, await store.makeCellDir(cell.slug), 'left.txt'), 'from before')
	let asked = 0
	const suites = { prepare: () => undefined, take: () => Promise.reject(new Error('no cell gets that far')) }
	const artifacts = {
		cache: new Cache(join(dir, 'cache')),
		forCell: () => Promise.reject(errors[asked++]!),
	}
	await runCell(
		cell,
		{
			store,
			artifacts,
			host: undefined,
			cpus: 1,
			suites,
			signal: new AbortController().signal,
		},
		{ retries, before },
	)
	return { dir: store.dir, record: foldEvents(store.events).cells[0]!, events: store.events }
}

const late = (which: string) => new TimeoutError('The guest was too slow', { output: `its ${which} words` })

test('a cell that ran out of time is tried once more, and every attempt is recorded', async () => {
	const { dir, record, events } = await attempts([late('first'), late('second')], 1)
	expect(record).toMatchObject({ verdict: 'error', attempts: 2 })
	expect(events.filter(({ type }) => type === 'cell.ended')).toHaveLength(2)
	expect(events).toContainEqual(
		expect.objectContaining({ type: 'note', message: expect.stringMatching(/attempt 1/) as string }),
	)
	expect(await readFile(join(dir, 'cells/k6.12-loaded/error.txt'), 'utf8')).toBe('its first words')
	expect(await readFile(join(dir, 'cells/k6.12-loaded/attempt-2/error.txt'), 'utf8')).toBe('its second words')
})

test('without retries it is not', async () => {
	expect((await attempts([late('only')], 0)).record.attempts).toBe(1)
})

test('no other error is tried again: that would hide what happens only sometimes', async () => {
	expect((await attempts([new HostError('QEMU is gone')], 1)).record).toMatchObject({
		verdict: 'error',
		attempts: 1,
	})
})

test('a resumed cell counts on, keeps what was left of it, and may be tried again as often as any', async () => {
	const { dir, events } = await attempts([late('third'), late('fourth'), late('fifth')], 1, 2)
	const numbers = events.flatMap((event) => (event.type === 'cell.started' ? [event.attempt] : []))
	expect(numbers).toEqual([3, 4])
	expect(await readFile(join(dir, 'cells/k6.12-loaded/left.txt'), 'utf8')).toBe('from before')
	expect(await readFile(join(dir, 'cells/k6.12-loaded/attempt-3/error.txt'), 'utf8')).toBe('its third words')
})

test('what is recorded of an error does not say where things lie on this machine', async () => {
	const [cached, missing] = [join(dir, 'cache/stack/x'), join(process.cwd(), 'vendor/docker')]
	const error = new HostError(`${cached} is damaged`, {
		cause: new Error(`${missing} is not there`),
		output: `cannot open ${cached}/a`,
		evidence: [cached, join(homedir(), '.cache/other')],
	})
	const { dir: runDir, record } = await attempts([error], 0)
	expect(record.reason).toBe(
		'<cache>/stack/x is damaged (because: ./vendor/docker is not there) Its last words: cannot open <cache>/stack/x/a What shows it: ~/.cache/other',
	)
	expect(record.evidence).toEqual(['cells/k6.12-loaded/error.txt'])
	expect(await readFile(join(runDir, record.evidence?.[0] ?? ''), 'utf8')).toBe(
		'cannot open <cache>/stack/x/a',
	)
})

test('evidence that lies in the run is named from there, and what lies elsewhere in the reason', async () => {
	const quarantined = join(dir, 'cache/quarantine/docker.tgz')
	const fault = new HostError('docker.tgz has sha256 1; the lock file says 2.', {
		evidence: [join(dir, 'console.log'), 'cells/k6.12-loaded/console.log', quarantined],
	})
	const { record } = await attempts([fault], 0)
	expect(record.evidence).toEqual(['cells/k6.12-loaded/console.log'])
	expect(record.reason).toMatch(/ What shows it: \S+console\.log, <cache>\/quarantine\/docker\.tgz$/)
})

test('the journals that a VM left are evidence of how its cell ended, whether it completed or broke', async () => {
	await using store = await createRun({ runsDir: dir, matrix: 'journals' })
	const openCell = async (_cell: Cell, { evidenceDir }: OpenCellOptions): Promise<LiveCell> => {
		for (const name of ['dockerd.journal', 'system.journal', 'console.log'])
			await writeFile(join(evidenceDir, name), name)
		return { guest: undefined as never, facts: undefined as never, [Symbol.asyncDispose]: async () => {} }
	}
	const run = vi.fn().mockResolvedValueOnce(undefined).mockRejectedValue(new HostError('SSH is gone'))
	const suites = {
		prepare: () => undefined,
		take: async () => ({ run, [Symbol.asyncDispose]: async () => {} }),
	}
	const artifacts = {
		cache: new Cache(join(dir, 'cache')),
		forCell: () => Promise.reject(new Error('unused')),
	}
	const { signal } = new AbortController()
	const context = { store, artifacts, host: undefined, cpus: 1, suites, signal, openCell }
	for (const before of [0, 1]) await runCell(cell, context, { retries: 0, before })
	const ends = store.events.flatMap((event) => (event.type === 'cell.ended' ? [event] : []))
	expect(ends.map(({ outcome, evidence }) => [outcome, evidence])).toEqual([
		['completed', ['cells/k6.12-loaded/dockerd.journal', 'cells/k6.12-loaded/system.journal']],
		[
			'error',
			['cells/k6.12-loaded/attempt-2/dockerd.journal', 'cells/k6.12-loaded/attempt-2/system.journal'],
		],
	])
})

test('what a check and a note say does not say where things lie either', async () => {
	await using store = await createRun({ runsDir: dir, matrix: 'places' })
	const cache = new Cache(join(dir, 'cache'))
	const lost = join(cache.root, 'quarantine/snapshot')
	const openCell = async (_cell: Cell, { log }: OpenCellOptions): Promise<LiveCell> => {
		log?.(`it is kept in ${lost}`)
		return { guest: undefined as never, facts: undefined as never, [Symbol.asyncDispose]: async () => {} }
	}
	const run = async (_facts: CellFacts, { onEvent }: { onEvent: (event: SuiteEvent) => void }) =>
		onEvent({ type: 'check.ended', check: 'dns.udp', outcome: 'error', ms: 1, message: `no ${lost}` })
	const suites = {
		prepare: () => undefined,
		take: async () => ({ run, [Symbol.asyncDispose]: async () => {} }),
	}
	const artifacts = { cache, forCell: () => Promise.reject(new Error('unused')) }
	const { signal } = new AbortController()
	await runCell(
		cell,
		{ store, artifacts, host: undefined, cpus: 1, suites, signal, openCell },
		{ retries: 0 },
	)
	const said = store.events.flatMap((event) => ('message' in event ? [event.message] : []))
	expect(said).toEqual(['it is kept in <cache>/quarantine/snapshot', 'no <cache>/quarantine/snapshot'])
})
