import { catalogue, type Coverage, coverageDirections, coverageProtocols } from '#suites'

const families = ['v4', 'v6'] as const

/** The checks that ask one way over one protocol and family, in the order in which they run. */
export const coveredBy = ({ direction, protocol, family }: Coverage): readonly string[] =>
	catalogue.flatMap(({ id, coverage }) =>
		coverage.some((one) => one.direction === direction && one.protocol === protocol && one.family === family)
			? [id]
			: [],
	)

/** Who asks whom, over what, and by which checks; what no check asks is said as well. */
export function coverageText(): string {
	const columns = coverageProtocols.flatMap((protocol) => families.map((family) => ({ protocol, family })))
	const rows = coverageDirections.map((direction) => ({
		direction,
		cells: columns.map((column) => coveredBy({ direction, ...column })),
	}))
	const width = Math.max(...coverageDirections.map((direction) => direction.length))
	const head = columns.map(({ protocol, family }) => `${protocol} ${family}`.padStart(8)).join('')
	const table = rows.map(
		({ direction, cells }) =>
			direction.padEnd(width) +
			cells.map((ids) => (ids.length === 0 ? '–' : String(ids.length)).padStart(8)).join(''),
	)
	const named = rows.flatMap(({ direction, cells }) =>
		cells.flatMap((ids, at) => {
			const { protocol, family } = columns[at] ?? { protocol: '', family: '' }
			return ids.length === 0 ? [] : [`${direction}, ${protocol} ${family}: ${ids.join(', ')}`]
		}),
	)
	return [
		'How many checks ask what, absences included:',
		'',
		' '.repeat(width) + head,
		...table,
		'',
		...named,
		'',
	].join('\n')
}
