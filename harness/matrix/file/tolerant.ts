import { axisNames } from '#results'
import { coverages, type AxisLists, type Matrix } from '../plan/matrix.ts'
import { axisText } from './axis-text.ts'
import { axisComplaint } from './schema.ts'

type Loose = Readonly<Record<string, unknown>>

const isLoose = (value: unknown): value is Loose =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] =>
	Array.isArray(value) ? (value as unknown[]) : value === undefined || value === null ? [] : [value]

function lists(value: unknown): AxisLists {
	if (!isLoose(value)) return {}
	const entries = axisNames.flatMap((axis) => {
		const valid = listOf(value[axis]).flatMap((item) =>
			axisComplaint(axis, item) === undefined ? [axisText(axis, item)] : [],
		)
		return axis in value ? [[axis, valid]] : []
	})
	return Object.fromEntries(entries) as AxisLists
}

/** One that is not understood leaves out nothing, rather than all that its other words fit. */
const exclusion = (value: unknown): AxisLists =>
	isLoose(value) && Object.keys(value).every((key) => axisNames.some((axis) => axis === key))
		? lists(value)
		: { ...lists(value), kernel: [] }

const entries = (value: unknown): AxisLists[] => (Array.isArray(value) ? value.map(lists) : [])

/** Undefined where the file says none, or none that there is. */
export const knownCoverage = (value: unknown): Matrix['coverage'] | undefined =>
	isLoose(value) ? coverages.find((word) => word === value.coverage) : undefined

/** As much of a matrix as a faulty file says: what is invalid is left out, so that the rest can be checked. */
export function tolerantMatrix(value: unknown): Matrix {
	const file: Loose = isLoose(value) ? value : {}
	return {
		name: '',
		mirrors: [],
		daemons: Object.fromEntries(
			Object.keys(isLoose(file.daemons) ? file.daemons : {}).map((name) => [name, {}]),
		),
		axes: lists(file.axes),
		coverage: knownCoverage(value) ?? 'list',
		seed: 0,
		cells: entries(file.cells),
		include: entries(file.include),
		exclude: Array.isArray(file.exclude) ? file.exclude.map(exclusion) : [],
	}
}
