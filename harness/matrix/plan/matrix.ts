import type { Architecture } from '#results/architecture'
import type { Axes, DaemonSettings } from '#results'
import type { DriverChoice } from '#vm'

/** Values for some axes; several mean each of them. */
export type AxisLists = { readonly [A in keyof Axes]?: readonly string[] }

export const coverages = ['full', 'pairwise', 'list'] as const
export type Coverage = (typeof coverages)[number]

/** Types hold them to be all that there are: `vm/choose-driver.ts` is not loaded here, since it loads the drivers. */
const everyChoice: Readonly<Record<DriverChoice, true>> = { auto: true, qemu: true, lima: true }

/** What can run the VMs; `auto`: the first that this host has the programs of. */
export const driverChoices = Object.keys(everyChoice) as readonly DriverChoice[]

/** A matrix file, understood and valid. */
export interface Matrix {
	readonly name: string
	/**
	 * Where upstream's files are looked for before their public addresses: http(s) addresses, and directories as the
	 * file spells them (meant from its own). Where a file comes from is no part of what a cell is.
	 */
	readonly mirrors: readonly string[]
	readonly daemons: Readonly<Record<string, DaemonSettings>>
	readonly axes: AxisLists
	/**
	 * `full`: every combination of `axes`. `pairwise`: as few of them as have every possible pair of values at least
	 * once. `list`: `cells`, completed from `axes`.
	 */
	readonly coverage: Coverage
	/** What the choice of a pairwise cover depends on besides the file; any whole number will do. */
	readonly seed: number
	/** Patterns of the checks to ask in each cell; when missing, all but those that are asked on demand only. What is asked is no part of what a cell is. */
	readonly checks?: readonly string[] | undefined
	/** One cell in so many, others on each day, is booted as well and compared with its snapshot; none when missing. */
	readonly compareSnapshots?: number | undefined
	/** What runs the VMs, where nothing else says; no part of what a cell is. */
	readonly driver?: DriverChoice | undefined
	/** The guests'; default: this machine's. A part of what a cell is where it is not x86_64. */
	readonly arch?: Architecture | undefined
	readonly cells: readonly AxisLists[]
	/** Cells beside the others, completed from `axes`; no `exclude` touches them. */
	readonly include: readonly AxisLists[]
	/** A cell that has one of the named values on every named axis is left out. */
	readonly exclude: readonly AxisLists[]
}
