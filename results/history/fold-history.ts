import { type ShownVerdict, shownCheck, shownWorstFirst } from '../report/index.ts'
import { axesSpokenOf, axisText, type CellRecord, type CheckRecord, type Results } from '../schema/index.ts'
import { qualityOf, type Quality } from '../verdicts/index.ts'
import { type Untold, untoldOf } from './untold.ts'

/** One check in all cells that share a value of an axis, over many runs. */
export interface Track {
	readonly check: string
	readonly axis: string
	readonly value: string
	/** One for each run, oldest first: worst of its cells; undefined where it says nothing of the product. */
	readonly points: readonly (Quality | undefined)[]
	/** The same, each as reports mark it: what is known, a security gap, what nobody knew of. */
	readonly shown: readonly (ShownVerdict | undefined)[]
	/** The run since which it has been bad without a good one between; undefined while it is good. */
	readonly redSince: string | undefined
	/** How often the same cell with the same stack changed from one run to the next, of how many times it could. */
	readonly flips: number
	readonly chances: number
}

export interface History {
	/** Oldest first. */
	readonly runs: readonly { readonly id: string; readonly startedAt: string }[]
	readonly tracks: readonly Track[]
	/** The runs that did not tell all, oldest first. */
	readonly untold: readonly Untold[]
}

/** What has to be the same for a change to be a flake and no finding. */
const stackOf = ({ stack }: CellRecord): string =>
	JSON.stringify(
		Object.entries(stack)
			.filter(([key]) => key !== 'origins')
			.sort(),
	)

interface Growing {
	readonly check: string
	readonly axis: string
	readonly value: string
	readonly points: (Quality | undefined)[]
	readonly shown: (ShownVerdict | undefined)[]
	flips: number
	chances: number
}

interface Last {
	readonly quality: Quality
	readonly stack: string
}

/** A cell that cannot be told from the one before it, and did otherwise: that is a flake. */
function flipOf(last: Map<string, Last>, key: string, now: Last): { chances: number; flips: number } {
	const before = last.get(key)
	last.set(key, now)
	if (before === undefined || before.stack !== now.stack) return { chances: 0, flips: 0 }
	return { chances: 1, flips: before.quality === now.quality ? 0 : 1 }
}

/** From the run before, and within this run where the check was tried more than once. */
function flipsOf(
	last: Map<string, Last>,
	cell: CellRecord,
	check: CheckRecord,
): { chances: number; flips: number } {
	const quality = qualityOf(check.verdict)
	if (quality === undefined) return { chances: 0, flips: 0 }
	const over = flipOf(last, `${cell.id} ${check.id}`, { quality, stack: stackOf(cell) })
	const flaky = check.verdict === 'flaky' ? 1 : 0
	return { chances: over.chances + flaky, flips: over.flips + flaky }
}

const worse = (one: ShownVerdict | undefined, other: ShownVerdict): ShownVerdict =>
	one !== undefined && shownWorstFirst.indexOf(one) < shownWorstFirst.indexOf(other) ? one : other

/**
 * Many runs over time, per check and axis value. Pure; the runs may come in any order.
 * @param damage what of a run's record is damaged, in words.
 */
export function foldHistory(
	all: readonly Results[],
	damage: ReadonlyMap<Results, readonly string[]> = new Map(),
): History {
	const runs = [...all].sort((a, b) => a.run.startedAt.localeCompare(b.run.startedAt))
	const axes = axesSpokenOf(runs.flatMap(({ cells }) => cells))
	const tracks = new Map<string, Growing>()
	const last = new Map<string, Last>()
	for (const [index, { cells }] of runs.entries())
		for (const cell of cells) {
			for (const check of cell.checks) {
				const quality = qualityOf(check.verdict)
				if (quality === undefined) continue
				const { chances, flips } = flipsOf(last, cell, check)
				for (const axis of axes) {
					const value = axisText(cell.axes, axis)
					const key = JSON.stringify([check.id, axis, value])
					const track = tracks.get(key) ?? {
						check: check.id,
						axis,
						value,
						points: runs.map(() => undefined),
						shown: runs.map(() => undefined),
						flips: 0,
						chances: 0,
					}
					tracks.set(key, track)
					if (track.points[index] !== 'bad') track.points[index] = quality
					track.shown[index] = worse(track.shown[index], shownCheck(check))
					track.flips += flips
					track.chances += chances
				}
			}
		}
	return {
		runs: runs.map(({ run }) => ({ id: run.id, startedAt: run.startedAt })),
		tracks: [...tracks.values()].map((track) => ({ ...track, redSince: redSince(track.points, runs) })),
		untold: runs.flatMap((run) => untoldOf(run, damage.get(run) ?? []) ?? []),
	}
}

function redSince(points: readonly (Quality | undefined)[], runs: readonly Results[]): string | undefined {
	let since: string | undefined
	for (const [index, point] of points.entries()) {
		if (point === 'good') since = undefined
		if (point === 'bad') since ??= runs[index]?.run.id
	}
	return since
}
