import type { CellRecord, Observations, Results } from '../../schema/index.ts'
import { networkDriver, networkVersion } from '../../model/index.ts'
import { plainText } from '../words/text.ts'
import { english, type Texts } from '../words/catalogue/english.js'
import type { Throughput } from './page-data.ts'

type Measured = Pick<Throughput, 'measure' | 'unit'>

/** A recorded number's name ends in its unit: `mibPerSecond`, `inMbitPerSecond`, `bytesPerSecond`. */
const speed = /^(.*?)(MiB|Mi?bit|KiB|bytes?|Gi?bit)PerSecond$/i

const spelling: Readonly<Record<string, string>> = { mib: 'MiB', kib: 'KiB', mbit: 'Mbit', gbit: 'Gbit' }

/** And one of publish.first-byte is the time until a published port's first answer. */
const wait = /^(.*?)\.ms published$/

/** The numbers of an observation and of the objects in it, as `out mibPerSecond`. */
function numbersOf(observed: Observations, path = ''): { name: string; value: number }[] {
	return Object.entries(observed).flatMap(([key, value]) => {
		const name = `${path}${key}`
		if (typeof value === 'number') return Number.isFinite(value) ? [{ name, value }] : []
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? numbersOf(value, `${name} `)
			: []
	})
}

/** Which driver carried it: what a chart's bars are told apart by. */
function driverOf({ axes, stack }: CellRecord): string {
	const driver = networkDriver(axes.network)
	const asked = networkVersion(axes.network)
	const reported = driver === 'pasta' ? stack.passt : (stack.network?.version ?? stack.slirp4netns)
	const version = asked ?? (reported === undefined || reported === 'unknown version' ? '' : reported)
	const port = axes.portDriver === 'implicit' ? '' : ` / ${axes.portDriver}`
	return plainText(`${driver} ${version}`.trim() + port, 60)
}

interface Sample {
	readonly driver: string
	readonly accelerator: string
	readonly value: number
}

const median = (sorted: readonly number[]): number => {
	const middle = Math.floor(sorted.length / 2)
	const high = sorted[middle] ?? 0
	return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2
}

function barsOf(samples: readonly Sample[]): Throughput['bars'] {
	const groups = grouped(samples)
	return [...groups.values()].map((group) => {
		const values = group.map(({ value }) => value).sort((a, b) => a - b)
		return {
			label: group[0]?.driver ?? '',
			accelerator: group[0]?.accelerator ?? '',
			median: median(values),
			low: values[0] ?? 0,
			high: values.at(-1) ?? 0,
			samples: values.length,
		}
	})
}

function grouped(samples: readonly Sample[]): Map<string, Sample[]> {
	const groups = new Map<string, Sample[]>()
	for (const sample of samples) {
		const key = `${sample.driver}\0${sample.accelerator}`
		groups.set(key, [...(groups.get(key) ?? []), sample])
	}
	return groups
}

/** What a number's name says that it is; undefined for what no chart has. */
function measured(name: string, { measures }: Texts): Measured | undefined {
	const [, from] = wait.exec(name) ?? []
	if (from !== undefined) return { measure: measures.firstAnswer(from), unit: measures.milliseconds }
	const [, measure, unit = ''] = speed.exec(name) ?? []
	if (measure === undefined) return undefined
	const way = measure.trim()
	return {
		measure: (Object.hasOwn(measures.ways, way) ? measures.ways[way] : undefined) ?? way,
		unit: measures.perSecond(spelling[unit.toLowerCase()] ?? unit),
	}
}

/** What each of a run's charts is of, in one language. */
export const measuresOf = (results: Results, texts: Texts): Measured[] =>
	throughputOf(results, texts).map(({ measure, unit }) => ({ measure, unit }))

/** Every speed that a check recorded, by network driver and version. Failed transfers have none worth showing. */
export function throughputOf(results: Results, texts: Texts = english): Throughput[] {
	const series = new Map<string, { check: string; measure: string; unit: string; samples: Sample[] }>()
	for (const cell of results.cells)
		for (const check of cell.checks) {
			if (check.verdict !== 'pass') continue
			for (const { name, value } of numbersOf(check.observations ?? {})) {
				const { measure, unit } = measured(name, texts) ?? {}
				if (measure === undefined || unit === undefined || value < 0) continue
				const key = `${check.id} ${name}`
				const one = series.get(key) ?? {
					check: plainText(check.id),
					measure: plainText(measure),
					unit,
					samples: [],
				}
				one.samples.push({ driver: driverOf(cell), accelerator: plainText(cell.accelerator ?? '?'), value })
				series.set(key, one)
			}
		}
	return [...series.values()].map(({ samples, ...rest }) => ({ ...rest, bars: barsOf(samples) }))
}
