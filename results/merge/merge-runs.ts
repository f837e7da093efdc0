import { isDeepStrictEqual } from 'node:util'
import { absentShards } from './absent.ts'
import { ConfigurationError } from '../errors/index.ts'
import type { PlannedCell, RunEvent } from '../schema/index.ts'
import { type Shard, shardDifferences } from './differences.ts'

export interface MergedRun {
	/** One run's events: a start that plans every cell, each cell's own events, and an end. */
	readonly events: readonly RunEvent[]
	/** Which shard ran a cell, by the cell's id. */
	readonly ranBy: ReadonlyMap<string, string>
	/** Planned cells that no shard brought to an end. */
	readonly missing: readonly PlannedCell[]
	/** Which shards never came, in sentences. */
	readonly absent: readonly string[]
	/** In what the shards differ, in sentences. */
	readonly differences: readonly string[]
}

export interface MergeOptions {
	/** Merges shards of different harnesses and artifacts as well; the merged run says so. Default: false. */
	readonly allowMixed?: boolean | undefined
}

type Started = Extract<RunEvent, { type: 'run.started' }>
type Ended = Extract<RunEvent, { type: 'run.ended' }>

const isCell = (event: RunEvent): event is Extract<RunEvent, { cell: string }> => 'cell' in event
const byTime = (a: RunEvent, b: RunEvent): number => Date.parse(a.at) - Date.parse(b.at)

/** All of them by time, and those of one shard in its own order, whatever its clock did meanwhile. */
function interleaved(shards: readonly (readonly RunEvent[])[]): RunEvent[] {
	const timed = shards.flatMap((events) => {
		let latest = -Infinity
		return events.map((event) => ({ event, time: (latest = Math.max(latest, Date.parse(event.at))) }))
	})
	return timed.sort((a, b) => a.time - b.time).map(({ event }) => event)
}

function startOf({ name, events }: Shard): Started {
	const started = events.findLast((event) => event.type === 'run.started')
	if (started === undefined)
		throw new ConfigurationError(`${name} is not a run: no event says what was planned`)
	return started
}

/** Shards of different plans would make a run that nobody planned. */
function onePlan(shards: readonly Shard[]): readonly Started[] {
	const starts = shards.map(startOf)
	const [first] = starts
	if (first === undefined)
		throw new ConfigurationError('nothing to merge: name the directories of at least two runs')
	const others = starts.flatMap((start, index) =>
		start.matrix === first.matrix && start.matrixHash === first.matrixHash
			? []
			: [`${shards[index]?.name} ran ${start.matrix} (${start.matrixHash})`],
	)
	if (others.length > 0)
		throw new ConfigurationError(
			`these are not shards of one plan: ${shards[0]?.name} ran ${first.matrix} (${first.matrixHash}), ${others.join(', ')}`,
			{ hint: 'Merge only runs of the same matrix file; `rootless-matrix diff` compares others.' },
		)
	return starts
}

/** Two shards that ran one cell: which of them counts would be a choice, and could hide a failure. */
function ownersOf(shards: readonly Shard[]): Map<string, string> {
	const owners = new Map<string, string>()
	const twice: string[] = []
	for (const { name, events } of shards)
		for (const cell of new Set(events.filter(isCell).map((event) => event.cell))) {
			const other = owners.get(cell)
			if (other !== undefined) twice.push(`${cell} (${other}, ${name})`)
			owners.set(cell, name)
		}
	if (twice.length > 0)
		throw new ConfigurationError(`more than one shard ran the same cell: ${twice.join(', ')}`, {
			hint: 'Leave one of these runs out: what the other says about the cell would be lost.',
		})
	return owners
}

/**
 * All cells that were planned. An id says what a cell is, so one id is one cell in every shard. Evidence lies in a directory with the slug's name, so two cells with one slug would have one.
 * @throws ConfigurationError for others: no harness plans them, so a record was changed.
 */
function plannedCells(shards: readonly Shard[], starts: readonly Started[]): PlannedCell[] {
	const cells = new Map<string, PlannedCell>()
	const ids = new Map<string, Map<string, string>>()
	for (const [index, start] of starts.entries())
		for (const cell of start.cells) {
			const before = cells.get(cell.id)
			if (before !== undefined && !isDeepStrictEqual(before, cell))
				throw new ConfigurationError(
					`cell ${cell.id} is not the same everywhere: ${before.slug}, and ${cell.slug} in ${shards[index]?.name}, differ in what they run`,
					{ hint: unchanged },
				)
			cells.set(cell.id, cell)
			const same = ids.get(cell.slug) ?? new Map<string, string>()
			ids.set(cell.slug, same.set(cell.id, same.get(cell.id) ?? shards[index]?.name ?? ''))
		}
	const twice = [...ids].filter(([, same]) => same.size > 1)
	if (twice.length === 0) return [...cells.values()]
	const named = twice.map(
		([slug, same]) => `${slug} (${[...same].map(([id, name]) => `${id} in ${name}`).join(', ')})`,
	)
	throw new ConfigurationError(`more than one cell has the same slug: ${named.join(', ')}`, {
		hint: unchanged,
	})
}

const unchanged = 'Every shard must be the unchanged directory of a run of one version of the harness.'

/** The last event of a run that has no end because it was merged without all of its plan: what it has of it did end. */
function impliedEnd(events: readonly RunEvent[]): Ended[] {
	const started = events.findLast((event) => event.type === 'run.started')
	if (started?.missing === undefined) return []
	const outcomes = started.cells.map(({ id }) => {
		const last = events.findLast((event) => 'cell' in event && event.cell === id)
		return last?.type === 'cell.ended' ? last.outcome : undefined
	})
	const at = events.at(-1)?.at
	if (at === undefined || outcomes.includes(undefined)) return []
	return [{ type: 'run.ended', at, state: outcomes.includes('interrupted') ? 'interrupted' : 'completed' }]
}

function endOf(shards: readonly Shard[]): RunEvent[] {
	const ends = shards.flatMap(({ events }): Ended[] => {
		const last = events.findLast((event) => event.type === 'run.started' || event.type === 'run.ended')
		return last?.type === 'run.ended' ? [last] : impliedEnd(events)
	})
	const [latest] = [...ends].sort((a, b) => byTime(b, a))
	// A shard without an end leaves the whole without one.
	if (latest === undefined || ends.length < shards.length) return []
	return [
		{ ...latest, state: ends.some(({ state }) => state === 'interrupted') ? 'interrupted' : 'completed' },
	]
}

/** @throws ConfigurationError where the shards' verdicts do not belong into one table. */
function differencesOf(
	shards: readonly Shard[],
	starts: readonly Started[],
	{ allowMixed = false }: MergeOptions,
): string[] {
	const differences = shardDifferences(shards, starts)
	const grave = differences.filter(({ kind }) => kind !== 'host')
	if (grave.length > 0 && !allowMixed)
		throw new ConfigurationError(
			`these runs differ in what was run: ${grave.map(({ message }) => message).join(' · ')}`,
			{
				hint: 'Run the shards again with one harness and one set of artifacts, or merge them all the same with --allow-mixed: the merged run then says how they differ.',
			},
		)
	return differences.map(({ message }) => message)
}

/** Where one of them is held to the form of its failures, all are: what has none is then a failure nobody knew. */
const strictest = (starts: readonly Started[]): Pick<Started, 'eventsVersion'> => {
	const eventsVersion = starts.find((start) => start.eventsVersion !== undefined)?.eventsVersion
	return eventsVersion === undefined ? {} : { eventsVersion }
}

/** How runs differed that were merged before, resumed since or not, and how these do now; each once. */
const mixedIn = (shards: readonly Shard[], now: readonly string[]): readonly string[] => {
	const before = shards.flatMap(({ events }) =>
		events.flatMap((event) => (event.type === 'run.started' ? (event.mixed ?? []) : [])),
	)
	return [...new Set([...before, ...now])]
}

/**
 * Shards of one plan as one run. Pure.
 * @throws ConfigurationError for shards of different plans, or of different harnesses or artifacts without `allowMixed`,
 * or when two ran the same cell, or two cells have the same slug.
 */
export function mergeRuns(shards: readonly Shard[], runId: string, options: MergeOptions = {}): MergedRun {
	const starts = onePlan(shards)
	const differences = mixedIn(shards, differencesOf(shards, starts, options))
	const ranBy = ownersOf(shards)
	const cells = plannedCells(shards, starts)
	const absent = absentShards(shards, starts, cells.length)
	const earliest = shards
		.map(({ events }) => events.find(({ type }) => type === 'run.started')?.at ?? '')
		.sort()[0]
	const [{ shard: _part, missing: _lacked, ...first }] = starts as [Started]
	if (earliest === undefined) throw new ConfigurationError('nothing to merge')
	const own = shards.map(({ name, events }) =>
		events.flatMap((event): RunEvent[] =>
			event.type === 'note'
				? [{ ...event, message: `${name}: ${event.message}` }]
				: isCell(event)
					? [event]
					: [],
		),
	)
	const ended = new Set(own.flat().flatMap((event) => (event.type === 'cell.ended' ? [event.cell] : [])))
	return {
		events: [
			{
				...first,
				at: earliest,
				runId,
				cells,
				...strictest(starts),
				...(absent.length === 0 ? {} : { missing: [...absent] }),
				...(differences.length === 0 ? {} : { mixed: [...differences] }),
			},
			...interleaved(own),
			// What is not whole has no end, and is no success.
			...(absent.length === 0 ? endOf(shards) : []),
		],
		ranBy,
		missing: cells.filter(({ id }) => !ended.has(id)),
		absent,
		differences,
	}
}
