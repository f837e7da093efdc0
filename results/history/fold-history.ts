import { type ShownVerdict, shownCheck } from '../report/index.ts'
import type { CellRecord, CheckRecord, KnownIssue, Results } from '../schema/index.ts'
import { hasSecurityGap, qualityOf, type Quality } from '../verdicts/index.ts'
import { type Untold, untoldOf } from './untold.ts'

/** One check in one configuration, over many runs. What differs in anything is another configuration. */
export interface Track {
	readonly check: string
	/** The configuration: its cell's id, the same in every run, and its slug in the newest run that has it. */
	readonly cell: string
	readonly slug: string
	/** Whether the newest run has this configuration. */
	readonly inNewest: boolean
	/** One for each run, oldest first; undefined where it says nothing of the product. */
	readonly points: readonly (Quality | undefined)[]
	/** The same, each as reports mark it: what is known, a security gap, what nobody knew of. */
	readonly shown: readonly (ShownVerdict | undefined)[]
	/** Whether it showed a security gap, also in an attempt that does not count; one for each run. */
	readonly gaps: readonly boolean[]
	/** Whether it changed and changed back, or came out otherwise within one run: one change that stays is no flake. */
	readonly isFlaky: boolean
	/** The security gap that it showed last, by name. */
	readonly gap?: GapIssue | undefined
	/** The run since which it has been bad without a good one between; undefined while it is good. */
	readonly redSince: string | undefined
	/** The last run that says so, where newer ones say nothing of it. */
	readonly redUntil?: string | undefined
	/** How often the same cell with the same stack changed from one run to the next, of how many times it could. */
	readonly flips: number
	readonly chances: number
}

type GapIssue = Pick<KnownIssue, 'id' | 'title' | 'because'>

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
	readonly cell: string
	slug: string
	readonly points: (Quality | undefined)[]
	readonly shown: (ShownVerdict | undefined)[]
	readonly gaps: boolean[]
	isFlaky: boolean
	gap?: GapIssue
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

/**
 * Many runs over time, each check in each configuration. Pure; the runs may come in any order.
 * @param damage what of a run's record is damaged, in words.
 */
export function foldHistory(
	all: readonly Results[],
	damage: ReadonlyMap<Results, readonly string[]> = new Map(),
): History {
	const runs = [...all].sort((a, b) => a.run.startedAt.localeCompare(b.run.startedAt))
	const names = namesOf(runs)
	const tracks = new Map<string, Growing>()
	const last = new Map<string, Last>()
	for (const [index, { cells }] of runs.entries())
		for (const cell of cells)
			for (const check of cell.checks) {
				const quality = qualityOf(check.verdict)
				if (quality === undefined) continue
				const { chances, flips } = flipsOf(last, cell, check)
				const key = `${cell.id} ${check.id}`
				const track = tracks.get(key) ?? {
					check: check.id,
					cell: cell.id,
					slug: cell.slug,
					points: runs.map(() => undefined),
					shown: runs.map(() => undefined),
					gaps: runs.map(() => false),
					isFlaky: false,
					flips: 0,
					chances: 0,
				}
				tracks.set(key, track)
				track.slug = cell.slug
				track.points[index] = quality
				track.shown[index] = shownCheck(check)
				track.gaps[index] = hasSecurityGap(check)
				if (hasSecurityGap(check) && check.knownIssue) {
					const { id, title, because } = check.knownIssue
					track.gap = { id, title, because }
				}
				track.isFlaky ||= check.verdict === 'flaky' || (flips > 0 && track.flips > 0)
				track.flips += flips
				track.chances += chances
			}
	const newest = new Set(runs.at(-1)?.cells.map(({ id }) => id))
	return {
		runs: runs.map(({ run }, at) => ({ id: names[at]!, startedAt: run.startedAt })),
		tracks: [...tracks.values()].map((track) => ({
			...track,
			inNewest: newest.has(track.cell),
			...redSpan(track.points, names),
		})),
		untold: runs.flatMap((run, at) => {
			const untold = untoldOf(run, damage.get(run) ?? [])
			return untold === undefined ? [] : [{ ...untold, run: names[at]! }]
		}),
	}
}

function redSpan(
	points: readonly (Quality | undefined)[],
	names: readonly string[],
): Pick<Track, 'redSince' | 'redUntil'> {
	let since: string | undefined
	for (const [index, point] of points.entries()) {
		if (point === 'good') since = undefined
		if (point === 'bad') since ??= names[index]
	}
	const last = points.findLastIndex((point) => point !== undefined)
	return since !== undefined && last < points.length - 1
		? { redSince: since, redUntil: names[last] }
		: { redSince: since }
}

/** The ids of runs; of several with one id, such as those of two machines, the later ones are numbered. */
function namesOf(runs: readonly Results[]): string[] {
	const seen = new Map<string, number>()
	return runs.map(({ run: { id } }) => {
		const count = (seen.get(id) ?? 0) + 1
		seen.set(id, count)
		return count === 1 ? id : `${id} (${count})`
	})
}
