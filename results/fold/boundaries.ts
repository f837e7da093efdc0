import {
	axisNames,
	axisText,
	type CellRecord,
	isOptionalAxis,
	type Results,
	type Verdict,
} from '../schema/index.ts'
import { networkDriver, stackParts, stackVersion, type StackPart } from '../model/index.ts'
import { qualityOf, type Quality } from '../verdicts/index.ts'
import { compareVersions } from '../versions/index.ts'

/** The axes whose values have an order. */
const orderedParts = ['kernel', 'dockerd', 'rootlesskit', 'passt'] as const satisfies readonly StackPart[]
type OrderedPart = (typeof orderedParts)[number]

/**
 * Where a check's outcome turns along one axis, between two versions that were tried, with everything else equal.
 * Nothing is said about versions between the two.
 */
export interface Boundary {
	readonly check: string
	readonly part: OrderedPart
	readonly turns: Quality
	/** The last version before the turn, and the first after it, of those tried. */
	readonly last: string
	readonly first: string
	/** The cells that show it: one before the turn and one after, by their places in the results. */
	readonly shownBy: readonly (readonly [number, number])[]
}

/** A check that is flaky did both with one version: no side of a turn. */
const steady = (verdict: Verdict): Quality | undefined =>
	verdict === 'flaky' ? undefined : qualityOf(verdict)

const otherParts = Object.keys(stackParts) as StackPart[]
/** Comes with the daemon's package and has no axis of its own. */
const withDockerd: readonly StackPart[] = ['containerd', 'runc']

/** Everything about a cell but one part's version: cells that agree in it differ in that part alone. */
function surroundings(cell: CellRecord, part: OrderedPart): string {
	const { brNetfilter, portDriver, network } = cell.axes
	const versions = otherParts
		.filter((other) => other !== part && !(part === 'dockerd' && withDockerd.includes(other)))
		.map((other) => stackVersion(other, cell) ?? '')
	const settings = Object.entries(cell.daemonSettings).sort(([a], [b]) => (a < b ? -1 : 1))
	const optional = axisNames.filter(isOptionalAxis).map((axis) => axisText(cell.axes, axis))
	return JSON.stringify([
		cell.arch,
		brNetfilter,
		portDriver,
		networkDriver(network),
		optional,
		versions,
		settings,
	])
}

interface Point {
	readonly index: number
	readonly version: string
	readonly quality: Quality
}

/** The points in order, a version each; undefined for one that was both good and bad, so that no turn is seen there. */
function byVersion(points: readonly Point[], part: OrderedPart): (Point | undefined)[] {
	const order = (a: Point, b: Point): number => compareVersions(stackParts[part], a.version, b.version) ?? 0
	const groups: Point[][] = []
	for (const point of [...points].sort(order)) {
		const [same] = groups.at(-1) ?? []
		if (same !== undefined && order(same, point) === 0) groups.at(-1)?.push(point)
		else groups.push([point])
	}
	return groups.map((group) =>
		group.every(({ quality }) => quality === group[0]?.quality) ? group[0] : undefined,
	)
}

function* turnsOf(points: readonly Point[], check: string, part: OrderedPart): Generator<Boundary> {
	const versions = byVersion(points, part)
	for (const [at, next] of versions.entries()) {
		const before = versions[at - 1]
		if (before === undefined || next === undefined || before.quality === next.quality) continue
		const turns = next.quality
		yield {
			check,
			part,
			turns,
			last: before.version,
			first: next.version,
			shownBy: [[before.index, next.index]],
		}
	}
}

/** First bad and first good versions of every check along each ordered axis, stated only where all else is equal. Pure. */
export function boundariesOf({ cells }: Results): Boundary[] {
	const found = new Map<string, Boundary & { shownBy: (readonly [number, number])[] }>()
	for (const part of orderedParts) {
		const series = new Map<string, { check: string; points: Point[] }>()
		for (const [index, cell] of cells.entries()) {
			const version = stackVersion(part, cell)
			if (version === undefined || compareVersions(stackParts[part], version, version) === undefined) continue
			const around = surroundings(cell, part)
			for (const { id: check, verdict } of cell.checks) {
				const quality = steady(verdict)
				if (quality === undefined) continue
				const key = `${check}\n${around}`
				const one = series.get(key) ?? { check, points: [] }
				one.points.push({ index, version, quality })
				series.set(key, one)
			}
		}
		for (const { check, points } of series.values())
			for (const turn of turnsOf(points, check, part)) {
				const key = [check, part, turn.turns, turn.last, turn.first].join('\n')
				const known = found.get(key)
				if (known) known.shownBy.push(...turn.shownBy)
				else found.set(key, { ...turn, shownBy: [...turn.shownBy] })
			}
	}
	return [...found.values()]
}
