import type { CellRecord, CheckRecord } from '../../schema/index.ts'
import { plainText } from '../words/text.ts'
import type { PageSoak } from './page-data.ts'

const [maxSamples, maxPrograms] = [200, 20]

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value)

const numbers = (value: unknown): number[] | undefined =>
	Array.isArray(value) && value.length <= maxSamples && value.every((one) => Number.isFinite(one))
		? (value as number[])
		: undefined

/** Series of the same length as the times; what is none is left out. */
function seriesOf(value: unknown, length: number): [name: string, values: number[]][] {
	if (!isObject(value)) return []
	return Object.entries(value)
		.slice(0, maxPrograms)
		.flatMap(([name, one]) => {
			const values = numbers(one)
			return values?.length === length ? [[plainText(name, 60), values]] : []
		})
}

/** What the stack held during a soak, where a check recorded it as `usage`: see suites/soak/usage.ts. */
export function soakOf({ checks }: CellRecord): PageSoak | undefined {
	const usage = checks.find(({ id }) => id === 'daemon.soak')?.observations?.['usage']
	if (!isObject(usage)) return undefined
	const seconds = numbers(usage['seconds'])
	if (seconds === undefined || seconds.length < 2) return undefined
	return {
		seconds,
		descriptors: seriesOf(usage['descriptors'], seconds.length),
		kib: seriesOf(usage['kib'], seconds.length),
	}
}

/** What is told of a check's observations as text: curves are drawn. */
export function observedText({ id, observations }: CheckRecord): CheckRecord['observations'] {
	if (id !== 'daemon.soak' || observations === undefined) return observations
	const { usage: _, ...rest } = observations
	return rest
}
