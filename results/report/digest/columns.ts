import { companionsOf, type Companion, reportedVersion } from '../../model/index.ts'
import type { CellRecord, Results } from '../../schema/index.ts'
import { english, type Texts } from '../words/catalogue/english.js'

/** One check's column: `bridge.icc-blocked` stands under `bridge` as `icc-blocked`. */
export interface Column {
	readonly check: string
	readonly area: string
	/** The rest of the id, broken after hyphens. */
	readonly lines: readonly string[]
	readonly width: number
}

/** The order in which somebody asks: does it start, can containers talk, can one reach them … */
export const areas: readonly string[] = [
	'daemon',
	'bridge',
	'publish',
	'source',
	'egress',
	'ingress',
	'dns',
	'isolation',
	'build',
	'kernel',
]

const rank = (area: string): number => (areas.indexOf(area) < 0 ? areas.length : areas.indexOf(area))

function breakName(name: string, narrowest: number): string[] {
	const pieces = name.split(/(?<=-)/)
	const width = Math.max(narrowest, ...pieces.map((piece) => piece.length))
	return pieces.reduce<string[]>((lines, piece) => {
		const last = lines.at(-1)
		return last !== undefined && last.length + piece.length <= width
			? [...lines.slice(0, -1), last + piece]
			: [...lines, piece]
	}, [])
}

/** A column for each check that any cell recorded, grouped by area. */
export function columnsOf(results: Results, narrowest: number): Column[] {
	const ids = [...new Set(results.cells.flatMap((cell) => cell.checks.map((check) => check.id)))]
	const columns = ids.map((check): Column => {
		const dot = check.indexOf('.')
		const area = dot < 0 ? '' : check.slice(0, dot)
		const lines = breakName(check.slice(dot + 1), narrowest)
		return { check, area, lines, width: Math.max(narrowest, ...lines.map((line) => line.length)) }
	})
	// A stable sort: within an area, the order in which the suites ask.
	return columns.sort((a, b) => rank(a.area) - rank(b.area) || a.area.localeCompare(b.area))
}

/** Cuts columns into tables that fit; `costOf` is what one column takes of `room`. */
export function intoBlocks(
	columns: readonly Column[],
	room: number,
	costOf: (column: Column) => number,
): Column[][] {
	const blocks: Column[][] = []
	let left = 0
	for (const column of columns) {
		const block = blocks.at(-1)
		if (block === undefined || costOf(column) > left) {
			blocks.push([column])
			left = room - costOf(column)
		} else {
			block.push(column)
			left -= costOf(column)
		}
	}
	return blocks
}

const stackOrder = ['dockerd', 'rootlesskit', 'slirp4netns', 'passt', 'containerd', 'runc'] as const

/** The versions that the running binaries reported, most telling first. */
export function stackWords(cell: CellRecord, texts: Texts = english): string[] {
	const { stack, accelerator } = cell
	const parts = stackOrder.flatMap((part) => {
		const version = reportedVersion(part, cell)
		return version === undefined ? [] : [`${part} ${version}`]
	})
	if (stack.network !== undefined) parts.push(`${stack.network.program} ${stack.network.version}`)
	// Where no daemon ran, nothing came with it.
	const { go, buildx } = stack.dockerd === undefined ? {} : companionsOf(cell)
	if (buildx !== undefined) parts.push(`buildx ${companionWords(buildx, texts)}`)
	if (go !== undefined) parts.push(`Go ${companionWords(go, texts)}`)
	if (stack.kernelRelease !== undefined) parts.push(`${texts.report.kernel} ${stack.kernelRelease}`)
	if (accelerator !== undefined) parts.push(`${texts.report.facts.accelerator} ${accelerator}`)
	return parts.length === 0 ? [texts.report.noVersions] : parts
}

const companionWords = ({ version, from }: Companion, texts: Texts): string =>
	from === 'reported' ? version : texts.report.released(version)

export const tookOf = (cell: CellRecord): number =>
	cell.ms ?? cell.phases.reduce((sum, { ms }) => sum + ms, 0)
