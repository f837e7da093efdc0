import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { recorded } from '#harness/matrix'
import type { Store } from '#harness/store'
import {
	ConfigurationError,
	eventsVersion,
	foldEvents,
	type MergedRun,
	mergeRuns,
	parseEvents,
	type PlannedCell,
	type ReportedRun,
	type ReportFacts,
	type RunEvent,
	type Shard,
	writeMerged,
} from '#results'
import { brokenCell, readResult, unknownHost } from './cell-result.ts'
import { unpackCell } from './evidence.ts'
import { type Attempt, attemptsOf, cancelledName } from './names.ts'
import type { FarmPlan } from './plan.ts'
import { withEarlier } from './with-earlier.ts'

export interface CollectOptions {
	readonly store: Store
	readonly farm: FarmPlan
	/** The new directory of the run. */
	readonly into: string
	/** A directory of ours, for what comes out of the store. */
	readonly scratch: string
	/** Whether different files of one version, on different workers, make one run all the same. */
	readonly allowMixed?: boolean | undefined
	readonly facts?: ReportFacts | undefined
	readonly signal: AbortSignal
}

type Started = Extract<RunEvent, { type: 'run.started' }>
type CellEvent = Extract<RunEvent, { cell: string }>

/** One attempt as it came out of the store. */
interface Read {
	/** Whose directory has the evidence of all attempts of the cell: the worker's that was the first. */
	readonly home: string
	readonly started: Started
	readonly events: readonly CellEvent[]
	readonly notes: readonly Extract<RunEvent, { type: 'note' }>[]
	readonly ended: RunEvent | undefined
	/** What its checks answered, to be compared. */
	readonly answers: string
	readonly failures: number
}

/** How many results are fetched at once. */
const AT_ONCE = 8

/**
 * Makes an ordinary run's directory of what is in the store. Of several attempts that answered alike the first one counts;
 * where a later one answered otherwise, all are in the record, and what failed in one of them is `flaky`.
 * @throws ConfigurationError where the directory is there, or workers had different files of one version.
 */
export async function collect(options: CollectOptions): Promise<{ run: ReportedRun; merged: MergedRun }> {
	const { store, farm, into, scratch, allowMixed, facts, signal } = options
	const { run } = farm.facts
	const names = await store.list(`${run}.`, { signal })
	const attempts = attemptsOf(run, names)
	const cells = farm.plan.cells.map(recorded)
	const dirs = new Map<string, string>()
	const dirOf = (worker: string): string => {
		const dir = dirs.get(worker) ?? join(scratch, `worker-${dirs.size + 1}`)
		dirs.set(worker, dir)
		return dir
	}
	const read = new Map<string, readonly Read[]>()
	const queue = cells.filter(({ id }) => attempts.has(id))
	await Promise.all(
		Array.from({ length: AT_ONCE }, async () => {
			for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
				signal.throwIfAborted()
				read.set(cell.id, await gatherCell(cell, attempts.get(cell.id) ?? [], { store, farm, dirOf, signal }))
			}
		}),
	)
	const missing = cells.length - read.size
	const said = [
		...(missing === 0
			? []
			: [`${missing} of the plan's ${cells.length} cells ${missing === 1 ? 'has' : 'have'} no result`]),
		...(names.includes(cancelledName(run)) && missing > 0 ? ['the run was cancelled'] : []),
	]
	const merged = withEarlier(mergeRuns(shardsOf(farm, cells, read, said), run, { allowMixed }), read)
	await mkdir(scratch, { recursive: true })
	return {
		run: await writeMerged(merged, { into, shards: dirs, facts, signal }),
		merged: { ...merged, absent: said },
	}
}

interface Reading {
	readonly store: Store
	readonly farm: FarmPlan
	readonly dirOf: (worker: string) => string
	readonly signal: AbortSignal
}

/** The attempts that are told, the one that counts last. */
async function gatherCell(
	cell: PlannedCell,
	attempts: readonly Attempt[],
	{ store, farm, dirOf, signal }: Reading,
): Promise<readonly Read[]> {
	const found: Read[] = []
	const counting = attempts[0]?.name
	const workers: string[] = []
	const lost = new Map<string, Read>()
	for (const attempt of attempts) {
		const { facts, content } = await readResult(store, farm.facts.run, attempt, { signal })
		const dir = join('cells', cell.slug)
		const own = attempt.name === counting ? dir : join(dir, `attempt-${attempt.number}-${attempt.digest}`)
		const home = found[0]?.home ?? facts.worker
		const text = await unpackCell(content, join(dirOf(home), own))
		const one = readEvents(text, { cell, worker: facts.worker, home, dir, own })
		workers.push(facts.worker)
		if (facts.lost !== undefined) lost.set(facts.lost, found[0] ?? one)
		if (!found.some(({ answers }) => answers === one.answers)) found.push(one)
	}
	const [first] = found
	for (const [worker, { home, started }] of lost)
		if (!workers.includes(worker)) found.push(lostAttempt(cell, { worker, home, started, farm }))
	// What failed stands before what did not: the fold takes a failure that is followed by none for flaky.
	return [...found].sort((a, b) => b.failures - a.failures || Number(a === first) - Number(b === first))
}

/** What was begun and left no result is told as an attempt that broke. */
function lostAttempt(
	cell: PlannedCell,
	{ worker, home, started, farm }: Pick<Read, 'home' | 'started'> & { worker: string; farm: FarmPlan },
): Read {
	const reason = `the worker ${worker} took it and left no result`
	const { events } = brokenCell(farm, cell, reason, new Date(started.at))
	const dir = join('cells', cell.slug)
	return readEvents(events, { cell, worker, home, dir, own: dir })
}

function readEvents(
	text: string,
	{
		cell,
		worker,
		home,
		dir,
		own,
	}: { cell: PlannedCell; worker: string; home: string; dir: string; own: string },
): Read {
	const { events } = parseEvents(text, `what ${worker} stored of ${cell.slug}`)
	const started = events.find((event) => event.type === 'run.started')
	const ours = events.flatMap((event) =>
		'cell' in event && event.cell === cell.id ? [moved(event, dir, own)] : [],
	)
	if (started === undefined || ours.length === 0)
		throw new ConfigurationError(`what ${worker} stored of ${cell.slug} says nothing of it`)
	const [record] = foldEvents([{ ...started, cells: [cell] }, ...ours]).cells
	const checks = (record?.checks ?? []).map(({ id, verdict }) => `${id} ${verdict}`).sort()
	return {
		home,
		started,
		events: ours,
		notes: events.filter((event) => event.type === 'note'),
		ended: events.findLast((event) => event.type === 'run.ended'),
		answers: [record?.verdict, ...checks].join('\n'),
		failures:
			(record?.verdict === 'error' ? 1000 : 0) +
			(record?.checks.filter(({ verdict }) => ['fail', 'known', 'error'].includes(verdict)).length ?? 0),
	}
}

/** Evidence of an attempt that is not the first lies in a directory of its own. */
function moved(event: CellEvent, dir: string, own: string): CellEvent {
	if (own === dir || !('evidence' in event) || event.evidence === undefined) return event
	return {
		...event,
		evidence: event.evidence.map((path) =>
			path.startsWith(`${dir}/`) ? join(own, path.slice(dir.length + 1)) : path,
		),
	}
}

/** A shard for each worker, and one before them for the plan: it knows the cells that nobody ran. */
function shardsOf(
	{ facts, plan }: FarmPlan,
	cells: readonly PlannedCell[],
	read: ReadonlyMap<string, readonly Read[]>,
	missing: readonly string[],
): Shard[] {
	const workers = new Map<string, Read[]>()
	for (const { id } of cells) {
		const counting = read.get(id)?.at(-1)
		if (counting) workers.set(counting.home, [...(workers.get(counting.home) ?? []), counting])
	}
	const hosts = [...read.values()].flat().map(({ started }) => started.host)
	const host = hosts.find(({ driver }) => driver !== unknownHost.driver) ?? unknownHost
	const known = (started: Started): Started =>
		started.host.driver === unknownHost.driver ? { ...started, host } : started
	const start: Started = {
		at: facts.submittedAt,
		type: 'run.started',
		eventsVersion,
		runId: facts.run,
		matrix: plan.name,
		matrixHash: plan.matrixHash,
		tool: facts.tool,
		host,
		...(missing.length === 0 ? {} : { missing: [...missing] }),
		cells: [...cells],
	}
	const end: RunEvent = { at: facts.submittedAt, type: 'run.ended', state: 'completed' }
	return [
		{ name: 'the plan', events: missing.length === 0 ? [start, end] : [start] },
		...[...workers].map(([name, all]) => shardOf(name, all, cells, known)),
	]
}

function shardOf(
	name: string,
	all: readonly Read[],
	cells: readonly PlannedCell[],
	known: (started: Started) => Started,
): Shard {
	const ids = new Set(all.flatMap(({ events }) => events.map(({ cell }) => cell)))
	const notes = new Map(all.flatMap((one) => one.notes).map((note) => [note.message, note]))
	const [first] = all
	const started = first === undefined ? [] : [known(first.started)]
	const ends = all.flatMap(({ ended }) => ended ?? [])
	const last = ends.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0]
	return {
		name,
		events: [
			...started.map((event) => ({ ...event, cells: cells.filter(({ id }) => ids.has(id)) })),
			...notes.values(),
			...all.flatMap(({ events }) => events),
			...(last !== undefined && ends.length === all.length ? [last] : []),
		],
	}
}
