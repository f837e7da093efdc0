import type { Results } from '#results'
import type { RunTimes } from './fold.ts'
import { ratios, type Spread, spread } from './spread.ts'
import type { StartTimes } from './starts.ts'

/** `cold`: from snapshots that it takes itself. */
export type Way = 'naive' | 'cold' | 'warm'

export interface Measured {
	readonly way: Way
	readonly times: RunTimes
	readonly results: Results
}

interface WayTimes {
	/** Milliseconds of each run. */
	readonly wallMs: readonly number[]
	/** Milliseconds by phase, all cells together, of the median run. */
	readonly phases: Readonly<Record<string, number>>
	/** The harness's share of the wall time, of each run. */
	readonly overhead: readonly number[]
}

/** What `bench` measured. Ratios compare what was measured in the same round; milliseconds are this machine's. */
export interface BenchRecord {
	readonly schemaVersion: 1
	readonly tool: { readonly version: string }
	readonly matrix: string
	readonly host: { readonly accelerator: string; readonly qemu: string; readonly cpus: number }
	readonly starts: StartTimes
	readonly ways: Readonly<Record<Way, WayTimes>>
	readonly cells: readonly {
		readonly slug: string
		readonly naiveMs: readonly number[]
		readonly warmMs: readonly number[]
	}[]
	readonly ratios: {
		/** Boot over restore, until the first command has run. */
		readonly start: Spread
		/** Naive over warm, of all cells' own times. */
		readonly cell: Spread
		/** Naive over warm, of the whole run. */
		readonly run: Spread
	}
	/** Checks that came to another verdict in another way, a line each: there should be none. */
	readonly differences: readonly string[]
}

export function benchRecord(of: {
	readonly matrix: string
	readonly host: BenchRecord['host']
	readonly starts: StartTimes
	readonly measured: readonly Measured[]
	readonly toolVersion: string
}): BenchRecord {
	const { matrix, host, starts, measured, toolVersion } = of
	const times = (way: Way) => measured.filter((one) => one.way === way).map((one) => one.times)
	const [naive, warm] = [times('naive'), times('warm')]
	const slugs = Object.keys(naive[0]?.cells ?? {})
	const cells = slugs.map((slug) => ({
		slug,
		naiveMs: naive.flatMap((run) => run.cells[slug] ?? []),
		warmMs: warm.flatMap((run) => run.cells[slug] ?? []),
	}))
	const wall = (runs: readonly RunTimes[]) => runs.map(({ wallMs }) => wallMs)
	return {
		schemaVersion: 1,
		tool: { version: toolVersion },
		matrix,
		host,
		starts,
		cells,
		ways: { naive: wayTimes(naive), cold: wayTimes(times('cold')), warm: wayTimes(warm) },
		ratios: {
			start: ratios(starts.boot, starts.restore),
			cell: spread(cells.flatMap(({ naiveMs, warmMs }) => naiveMs.map((ms, round) => ms / warmMs[round]!))),
			run: ratios(wall(naive), wall(warm)),
		},
		differences: differences(measured),
	}
}

function wayTimes(runs: readonly RunTimes[]): WayTimes {
	const middle = [...runs].sort((a, b) => a.wallMs - b.wallMs)[Math.floor((runs.length - 1) / 2)]
	return {
		wallMs: runs.map(({ wallMs }) => wallMs),
		phases: middle?.phases ?? {},
		overhead: runs.map(({ overhead }) => overhead),
	}
}

/** Every run's verdicts against the first run's. */
function differences([first, ...others]: readonly Measured[]): string[] {
	if (!first) return []
	const expected = verdicts(first.results)
	return others.flatMap(({ way, results }) =>
		[...verdicts(results)]
			.filter(([check, verdict]) => expected.get(check) !== verdict)
			.map(
				([check, verdict]) =>
					`${check}: ${expected.get(check) ?? 'missing'} (${first.way}), ${verdict} (${way})`,
			),
	)
}

const verdicts = ({ cells }: Results): ReadonlyMap<string, string> =>
	new Map(
		cells.flatMap(({ slug, checks }) => checks.map(({ id, verdict }) => [`${slug} ${id}`, verdict] as const)),
	)
