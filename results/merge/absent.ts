import { ConfigurationError } from '../errors/index.ts'
import type { RunEvent } from '../schema/index.ts'
import { plural } from '../report/index.ts'
import type { Shard } from './differences.ts'

type Started = Extract<RunEvent, { type: 'run.started' }>

const neverCame = (index: number, of: number): string => `shard ${index} of ${of} never came`
const inNoRun = (left: number, of: number): string =>
	`${left} of the plan's ${plural(of, 'cell')} ${left === 1 ? 'is' : 'are'} in no run`

/** What one run says of the cut of its plan: a shard of itself, a merged one of what it lacked. */
interface Part {
	readonly name: string
	/** Missing where the run says of its cells only. */
	readonly of?: number
	/** How many cells the whole plan has. */
	readonly cells?: number
	/** In words, which shards of the cut it is. */
	readonly is: string
	readonly holds: (index: number) => boolean
}

/** A merged run keeps what it lacked as sentences: these are read as they are written here. */
function partOf(name: string, { shard, missing }: Started): Part | undefined {
	if (shard !== undefined)
		return {
			name,
			of: shard.of,
			cells: shard.cells,
			is: `${shard.index} of ${shard.of}`,
			holds: (index) => index === shard.index,
		}
	if (missing === undefined) return undefined
	const shards = missing.flatMap((one) => {
		const [, index, of] = /^shard (\d+) of (\d+) never came$/.exec(one) ?? []
		return index === undefined ? [] : [{ index: Number(index), of: Number(of) }]
	})
	const cells = missing.flatMap(
		(one) => /^\d+ of the plan's (\d+) cells? (?:is|are) in no run$/.exec(one)?.[1] ?? [],
	)
	return {
		name,
		...(shards[0] === undefined ? {} : { of: shards[0].of }),
		...(cells[0] === undefined ? {} : { cells: Number(cells[0]) }),
		is: `all but ${shards.map(({ index }) => index).join(', ')} of ${shards[0]?.of ?? 'its shards'}`,
		holds: (index) => !shards.some((one) => one.index === index),
	}
}

const isOfTheCut = (sentence: string): boolean => /never came$|in no run$/.test(sentence)

/**
 * What of the plan no run has, in sentences; empty where runs do not say that they were shards. What a merged one lacked
 * before is said only while it is lacking.
 * @throws ConfigurationError where they were cut into different numbers of shards.
 */
export function absentShards(shards: readonly Shard[], starts: readonly Started[], have: number): string[] {
	const parts = starts.flatMap((start, index) => partOf(shards[index]?.name ?? '', start) ?? [])
	const said = [...new Set(starts.flatMap(({ missing }) => missing ?? []))]
	const others = said.filter((sentence) => !isOfTheCut(sentence))
	const cut = parts.filter((part): part is Part & { of: number } => part.of !== undefined)
	const [first] = cut
	const other = cut.find(({ of }) => of !== first?.of)
	if (first !== undefined && other !== undefined)
		throw new ConfigurationError(
			`these are not shards of one cut: ${first.name} is ${first.is}, ${other.name} is ${other.is}`,
			{ hint: 'Merge the shards that were run with one number of shards.' },
		)
	const cells = parts.find((part) => part.cells !== undefined)?.cells
	// How much there is to be nobody says: what was lacking is lacking.
	if (cells === undefined) return said
	const left = cells - have
	// More shards than cells: what never came had nothing to do.
	if (left <= 0) return others
	const absent: string[] = []
	for (let index = 1; index <= (first?.of ?? 0); index++)
		if (!parts.some(({ holds }) => holds(index))) absent.push(neverCame(index, first?.of ?? 0))
	return [...others, ...absent, inNoRun(left, cells)]
}
