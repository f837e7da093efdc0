import type { ExpectationCell } from '../../expectations/index.ts'
import { knowsVariable, stackVersion } from '../../model/index.ts'
import { axisNames, type CellRecord, isOptionalAxis, type Results } from '../../schema/index.ts'
import { hasSecurityGap } from '../../verdicts/index.ts'
import { isCore } from './core.ts'
import { failsThen } from './effects.ts'
import { notOfferedIn } from './not-offered.ts'
import { unaskedIn } from './unasked.ts'

const bad = ({ checks }: CellRecord) =>
	checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'known' || verdict === 'flaky')

/** Whether a configuration sets the variable of a newer Docker: this one does not know it. */
export const setsInVain = (cell: CellRecord): boolean =>
	(cell.daemonSettings.ignoreBrNetfilterError ?? '') !== '' &&
	knowsVariable(stackVersion('dockerd', cell)) === false

const opensHost = ({ daemonSettings }: CellRecord): boolean => daemonSettings.disableHostLoopback === false

const optionalAxes = axisNames.filter(isOptionalAxis)

/** The configuration with the least gaps and known issues; undefined where each has what speaks against it. */
export function bestOf(results: Results, cells: readonly number[]): number | undefined {
	const cost = (index: number): number => {
		const cell = results.cells[index]
		if (cell === undefined) return Infinity
		const failed = bad(cell)
		// A profile that opens the host's loopback has no gap there only because nothing is promised.
		const givesUp = opensHost(cell) ? 150 : 0
		return (
			failed.length +
			// What it cannot do at all is no better than what it does wrong.
			notOfferedIn(cell) +
			10 * failed.filter(({ id }) => isCore(id)).length +
			// One that nobody asked after is as open.
			100 * (cell.checks.filter(hasSecurityGap).length + unaskedIn(cell)) +
			givesUp +
			(setsInVain(cell) ? 50 : 0) +
			// Nobody is to unload a module for it.
			(cell.axes.brNetfilter === 'loaded' ? 0 : 0.05) +
			// Of two that do the same, the one that sets less.
			0.1 *
				(Object.keys(cell.daemonSettings).length +
					optionalAxes.filter((axis) => cell.axes[axis] !== undefined).length)
		)
	}
	return cells
		.filter((index) => !results.cells[index]!.checks.some(({ verdict }) => speaksAgainst(verdict)))
		.sort((a, b) => cost(a) - cost(b) || a - b)[0]
}

/** Whether two configurations show the same: what differs between them is then no reason to take one of them. */
export const isAlike = (one: CellRecord, other: CellRecord): boolean =>
	worth(one) === worth(other) && !one.checks.some(({ verdict }) => speaksAgainst(verdict))

const worth = (cell: CellRecord): string =>
	JSON.stringify([
		bad(cell).map(({ id, knownIssue }) => [id, knownIssue?.title]),
		notOfferedIn(cell),
		unaskedIn(cell),
		opensHost(cell),
	])

/** Configurations with fewer gaps than the best that is to be taken, and why they are not. */
export interface PassedOver {
	/** Something in them failed, was flaky or broke, and nobody can say why. */
	readonly unsure: readonly number[]
	/** They show fewer only because they give up what the others promise. */
	readonly givesUp: readonly number[]
}

export function passedOver(results: Results, best: number, working: readonly number[]): PassedOver {
	const gaps = gapsIn(results.cells[best]!)
	const fewer = working.filter((index) => gapsIn(results.cells[index]!) < gaps)
	const isUnsure = (index: number) =>
		results.cells[index]!.checks.some(({ verdict }) => speaksAgainst(verdict))
	const [unsure, rest] = [fewer.filter(isUnsure), fewer.filter((index) => !isUnsure(index))]
	return { unsure, givesUp: rest.filter((index) => opensHost(results.cells[index]!)) }
}

/** The best of those without br_netfilter, where the best of all has it; null where such were tried and none is to be taken. */
export function bestWithout(
	results: Results,
	best: number | undefined,
	working: readonly number[],
	all: readonly number[],
): number | null | undefined {
	const lacks = (index: number) => results.cells[index]!.axes.brNetfilter !== 'loaded'
	const wasTried = (index: number) => results.cells[index]!.checks.length > 0
	if (best === undefined || lacks(best) || !all.some((index) => lacks(index) && wasTried(index)))
		return undefined
	return bestOf(results, working.filter(lacks)) ?? null
}

/** Whether a configuration without br_netfilter was tried in which nothing needs it. */
export const triedPlain = (results: Results, cells: readonly number[]): boolean =>
	cells.some((index) => {
		const { axes, daemonSettings } = results.cells[index]!
		return (
			axes.brNetfilter !== 'loaded' && daemonSettings.icc !== false && daemonSettings.userlandProxy !== false
		)
	})

/** What broke is not known to hold. */
const speaksAgainst = (verdict: string): boolean => ['fail', 'flaky', 'error'].includes(verdict)

/** What failed in a cell, by name. */
export const failedIn = (cell: CellRecord): string[] => bad(cell).map(({ id }) => id)
/** How many security gaps a cell showed. */
export const gapsIn = ({ checks }: CellRecord): number => checks.filter(hasSecurityGap).length

/** A cell's Docker and kernel with slirp4netns, the port driver builtin, its own RootlessKit, and nothing that somebody set. */
function plain({ axes, stack }: CellRecord, brNetfilter: 'loaded' | 'absent'): ExpectationCell {
	const { passt: _, network: __, rootlesskit: ___, ...rest } = stack
	const asked = Object.fromEntries(
		Object.entries(axes).filter(([name]) => !axisNames.some((axis) => axis === name && isOptionalAxis(axis))),
	) as typeof axes
	return {
		axes: { ...asked, brNetfilter, network: 'slirp4netns', portDriver: 'builtin', rootlesskit: 'bundled' },
		stack: rest,
		daemonSettings: {},
	}
}

/** Whether a configuration is such a one. */
const isPlain = ({ axes, daemonSettings }: CellRecord, loaded: boolean): boolean =>
	axes.network.startsWith('slirp4netns') &&
	axes.portDriver === 'builtin' &&
	axes.rootlesskit === 'bundled' &&
	(axes.brNetfilter === 'loaded') === loaded &&
	Object.keys(daemonSettings).length === 0

/** Whether, by the rules, the plainest configuration of a Docker works without a security gap, and nobody tried it. */
export function plainSlirpHolds(results: Results, cells: readonly number[], loaded: boolean): boolean {
	const all = cells.flatMap((index) => results.cells[index] ?? [])
	const [first] = all
	if (first === undefined || all.some((cell) => isPlain(cell, loaded))) return false
	const cell = plain(first, loaded ? 'loaded' : 'absent')
	return failsThen(cell).length === 0
}
